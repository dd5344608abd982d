Feature: What is closed stays closed
  A month is closed once, and its statement never changes.  What becomes known later is put right in the month that is open.

  Background:
    Given the contract on homes that is paid by the month
    And Amina moved in on 10 April 2024, and we are told on 12 April 2024
    And Ben moved in on 11 April 2024, and we are told on 13 April 2024

  Rule: Late evidence is paid in the month that is open

    Scenario: Cleo moved in in April, and her tenancy comes in May
      When April is closed on 6 May 2024
      And Cleo moved in on 20 April 2024, and we are told on 15 May 2024
      And May is closed on 6 June 2024
      Then the statement of April comes to £3,000
      And the statement of May comes to £1,500
      And the statement of April is as it was

  Rule: The same file twice adds nothing

    Scenario: The tenancies are sent again
      When everything is sent again on 2 May 2024
      Then nothing of it is new
      When April is closed on 6 May 2024
      Then the statement of April comes to £3,000

    Scenario: A month that is closed is not closed again
      When April is closed on 6 May 2024
      Then April cannot be closed again

  Rule: A correction stands beside what it corrects

    Scenario: Ben moved in in June, and not in April
      When April is closed on 6 May 2024
      And it is corrected on 20 May 2024 that Ben moved in on 1 June 2024
      And May is closed on 6 June 2024
      Then the statement of May comes to −£1,500
      And £1,500 is taken back of Ben in it: "It is not due any more."
      When June is closed on 6 July 2024
      Then the statement of June comes to £1,500
      And the statement of April is as it was
      And everything comes out again

    Scenario: A tenancy is withdrawn
      When April is closed on 6 May 2024
      And the tenancy of Amina is withdrawn on 20 May 2024
      And May is closed on 6 June 2024
      Then £1,500 is taken back of Amina in it: "Evidence was withdrawn: tenancy."
      And the statement of April is as it was

  Rule: What contradicts a record that counts is not kept beside it

    Scenario: Ben is sent with another day, and nobody says that it is a correction
      When it is sent on 5 May 2024 that Ben moved in on 20 April 2024
      Then it is refused: "says something else"
      When April is closed on 6 May 2024
      Then the statement of April comes to £3,000

  Rule: Who is erased can no longer be named, and what was paid stays paid

    Scenario: Amina asks to be erased
      When April is closed on 6 May 2024
      And Amina is erased on 10 May 2024
      And May is closed on 6 June 2024
      Then nobody is called Amina any more
      And the statement of May comes to nothing
      And the statement of April is as it was
      And everything comes out again
