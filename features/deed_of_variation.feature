Feature: A deed of variation
  What we agree anew changes only what it names, from its day, for those it names.  What was earned before stays.

  Background:
    Given the contract on rough sleeping
    And Amina joined on 10 March 2019
    And Ben joined on 10 April 2019

  Rule: A price changes for those who are named (rough sleeping, clause 4.1)

    Scenario: For those who start from then
      Given deed 1 of 14 March 2019 says £800 for moving in (clause 4.1), for those who started from 1 April 2019
      When Amina moves into a private flat on 20 April 2019
      And she is seen there on 21 April 2019
      And Ben moves into a private flat on 20 April 2019
      And he is seen there on 21 April 2019
      Then on 31 May 2019 £600 is due for Amina moving in
      And £800 is due for Ben moving in
      And the explanation for Ben says "as varied by deed 1 (signed 14 March 2019), for those who started from 1 April 2019"

    Scenario: For what is reached from then, whenever people started
      Given deed 1 of 14 March 2019 says £800 for moving in (clause 4.1), for what is reached from 1 April 2019
      When Amina moves into a private flat on 20 March 2019
      And she is seen there on 31 March 2019
      And Ben moves into a private flat on 20 April 2019
      And he is seen there on 21 April 2019
      Then on 31 May 2019 £600 is due for Amina moving in
      And £800 is due for Ben moving in

    Scenario: Nothing changes before its day
      Given deed 1 of 14 March 2019 says £800 for moving in (clause 4.1), for what is reached from 1 June 2019
      When Ben moves into a private flat on 20 April 2019
      And he is seen there on 21 April 2019
      Then on 31 May 2019 £600 is due for Ben moving in
      And on 31 August 2019 £600 is due for Ben moving in

    Scenario: A later deed supersedes an earlier one from its own day
      Given deed 1 of 14 March 2019 says £800 for moving in (clause 4.1), for what is reached from 1 April 2019
      And deed 2 of 14 May 2019 says £900 for moving in (clause 4.1), for what is reached from 1 June 2019
      When Ben moves into a private flat on 20 May 2019
      And he is seen there on 31 May 2019
      And Amina moves into a private flat on 20 May 2019
      And she is seen there on 1 June 2019
      Then on 30 June 2019 £800 is due for Ben moving in
      And £900 is due for Amina moving in

  Rule: What one deed does not name stays as it was

    Scenario: Another price of the same clause
      Given deed 1 of 14 March 2019 says £800 for moving in (clause 4.1), for those who started from 1 April 2019
      When Ben moves into a private flat on 20 April 2019
      And he is seen there every month from 1 May 2019 to 1 August 2019
      Then on 31 August 2019 £1,500 is due for Ben staying for three months
