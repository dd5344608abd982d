Feature: An audit by sample
  Some of the evidence is drawn by chance and looked at.  What is wrong in the sample is taken back of all that it was drawn from.

  Background:
    Given the contract on homes that is paid by the month
    And 20 people moved in in April 2024

  Rule: What is wrong in the sample is taken back of everything

    Scenario: One tenancy of ten is wrong
      When on 2 May 2024 a sample of 10 tenancies is drawn with the seed "7 12 23 31 40 44"
      And the auditor finds 1 of them wrong
      And the marks come back on 3 May 2024
      And April is closed on 7 May 2024
      Then the statement of April comes to £27,000
      And £3,000 is taken back in it: "10% of £30,000.00 due by then was found in error and is taken back"
      And the Northshire County Council pays £18,900 by it
      And everything comes out again

    Scenario: All ten are right
      When on 2 May 2024 a sample of 10 tenancies is drawn with the seed "7 12 23 31 40 44"
      And the auditor finds 0 of them wrong
      And the marks come back on 3 May 2024
      And April is closed on 7 May 2024
      Then the statement of April comes to £30,000

    Scenario: The marks come after the month was closed
      When on 2 May 2024 a sample of 10 tenancies is drawn with the seed "7 12 23 31 40 44"
      And April is closed on 7 May 2024
      And the auditor finds 2 of them wrong
      And the marks come back on 20 May 2024
      And May is closed on 6 June 2024
      Then the statement of April comes to £30,000
      And the statement of May comes to −£6,000
      And the statement of April is as it was

  Rule: Everybody can draw the same again, and nobody else's marks count

    Scenario: The same seed draws the same
      When on 2 May 2024 a sample of 10 tenancies is drawn with the seed "7 12 23 31 40 44"
      Then whoever has the seed draws the same again

    Scenario: One that was drawn is not marked
      When on 2 May 2024 a sample of 10 tenancies is drawn with the seed "7 12 23 31 40 44"
      And the auditor finds 1 of them wrong
      But one of them is left out
      Then the marks are refused: "was drawn, and is not in the sheet"

    Scenario: The marks are sent twice
      When on 2 May 2024 a sample of 10 tenancies is drawn with the seed "7 12 23 31 40 44"
      And the auditor finds 1 of them wrong
      And the marks come back on 3 May 2024
      Then the marks are refused: "were sent before"

    Scenario: A sample that was never announced
      When on 2 May 2024 a sample of 10 tenancies is drawn with the seed "7 12 23 31 40 44"
      And the auditor finds 0 of them wrong
      But the sheet names a sample that was never announced
      Then the marks are refused: "No sample "999" was announced."
