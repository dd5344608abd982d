Feature: What if the contract said something else
  Before terms are changed, everybody can see on the same records who would have more or less, and why.

  Background:
    Given the contract on rough sleeping
    And Amina joined on 10 January 2018
    And Amina moves into a private flat on 1 February 2018
    And she is seen there every month from 1 February 2018 to 1 August 2018

  Rule: Nothing changes where the terms stay as they are

    Scenario: The contract beside itself
      When nothing is changed
      Then on 31 August 2018 nobody would have more or less

  Rule: A price that is changed is paid on every claim

    Scenario: More for moving in
      When the contract would say £800 for moving in (clause 4.1)
      Then on 31 August 2018 Amina would have £200 more
      And £200 more would be due in all
      And the Ministry of Housing, Communities and Local Government would pay £200 more
      And the reason for Amina moving in would be "the price of enters accommodation: £800.00 (clause 4.1)"

  Rule: What a lower limit takes is said with the clause that takes it

    Scenario: At most £2,500 for one person
      When the contract would say at most £2,500 for one person (clause 5.2)
      Then on 31 August 2018 Amina would have £1,100 less
      And the reason for Amina staying for six months would be "the most for one person is £2,500.00: −£1,100.00 (clause 5.2)"

    Scenario: A limit that nobody reaches changes nothing
      When the contract would say at most £18,000 for one person (clause 5.2)
      Then on 31 August 2018 nobody would have more or less
      But the terms would differ in "clause 5.2, at most: £19,000.00, £18,000.00"

  Rule: What is not reached any more is said with what the records show

    Scenario: A stay must be seen more often
      When the contract would say 30 days between checks for staying for six months
      Then on 31 August 2018 Amina would have £1,500 less
      And the reason for Amina staying for six months would be "30 days allowed"

  Rule: What one change gives, another can take

    Scenario: More for moving in, within the same limit
      Given the contract says at most £3,600 for one person (clause 5.2)
      When the contract would say £800 for moving in (clause 4.1)
      Then on 31 August 2018 nobody would be due more or less in all
      And the reason for Amina moving in would be "the price of enters accommodation: £800.00 (clause 4.1)"
      And the reason for Amina staying for six months would be "the most for one person is £3,600.00: −£200.00 (clause 5.2)"
