Feature: Before signing
  Before a contract is signed, whoever pays can see the most that it can ever cost, and what a careful colleague would point out.

  Background:
    Given the contract on rough sleeping

  Rule: The most that it can ever cost follows from the terms alone

    Scenario: One person, and everybody
      Then one person can cost £19,000 at most, by clause 5.2
      And the whole contract can cost £2,629,000 at most, by clause 5.3
      And before any limit one person could cost £25,520

    Scenario: A few people never come to what the contract allows
      When 100 people can take part at most
      Then the whole contract can cost £1,900,000 at most, by clause 5.2

    Scenario: A higher price, within the same limit
      Given the contract says £5,800 for staying for two years (clause 4.1)
      Then one person can cost £19,000 at most, by clause 5.2
      And before any limit one person could cost £29,520

  Rule: A limit that limits nothing is pointed out

    Scenario: The most for one person is more than one person can come to, who is paid for part time or full time
      Given the contract says at most £30,000 for one person (clause 5.2)
      Then "Clause 5.2 allows £30,000.00, and no more than £21,820.00 can ever be asked of it: it limits nothing." is pointed out

    Scenario: As it was published, it limits
      Then nothing is pointed out
