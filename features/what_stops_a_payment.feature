Feature: What stops a payment
  What is not paid has a reason: the proof is on its way, or it came too late, or nothing was sent.

  Rule: What can still be proven is pending, and it is said what would prove it (rough sleeping, clause 4.1)

    Background:
      Given the contract on rough sleeping
      And Ben joined on 10 January 2018

    Scenario: His three months are not over yet
      When Ben moves into a social home on 20 January 2018
      And he is seen there on 25 January, 22 February and 22 March 2018
      Then on 31 March 2018 Ben staying for three months is pending
      And £1,500 is at stake
      And it is payable when he is seen there on or after 25 April 2018
      And the next check is due by 26 April 2018

    Scenario: Nothing was sent about him
      Then on 31 March 2018 there is no record of Ben moving in
      And there is no record of Ben staying for three months
      And nothing is due in all

    Scenario: A check that is dated after the day we look is not counted yet
      When Ben moves into a social home on 20 January 2018
      And he is seen there on 25 January 2018
      Then on 24 January 2018 nothing is due in all
      And the row of 25 January 2018 is not used: "dated after 24 January 2018"
      But on 25 January 2018 £600 is due in all

  Rule: Proof that comes before its time proves nothing yet (refugees finding their feet, clause 2.1)

    Background:
      Given the contract on refugees finding their feet
      And Elif joined in June 2022

    Scenario: She was visited a day before six months were over
      When Elif finds a private flat on 5 September 2022
      And she still has a private flat on 4 March 2023
      Then on 31 March 2023 £900 is due for Elif finding a safe home
      But Elif keeping a home for six months is pending
      And it is payable from 5 March 2023
      And £1,400 is at stake

    Scenario: She had found her home before she joined
      When Elif finds a private flat on 31 May 2022
      And she still has a private flat on 5 December 2022
      Then on 31 December 2022 nothing is due in all
      And the row of 31 May 2022 is not used: "dated before the person joined"

  Rule: Only what is complete while the contract is in force is paid for (rough sleeping, in force to 31 March 2021)

    Background:
      Given the contract on rough sleeping

    Scenario: His three months were complete in time, and the check came after it
      Given Ben joined on 20 November 2020
      When Ben moves into a social home on 20 December 2020
      And he is seen there on 20 December 2020, 17 January, 14 February, 14 March and 11 April 2021
      Then on 31 March 2021 Ben staying for three months is pending
      But on 30 April 2021 £1,500 is due for Ben staying for three months
      And it was complete on 20 March 2021
      And it was shown on 11 April 2021

    Scenario: His three months would be complete five days after the contract ends
      Given Ben joined on 7 December 2020
      When Ben moves into a social home on 5 January 2021
      And he is seen there on 5 January, 2 February, 2 March, 30 March and 27 April 2021
      Then on 31 March 2021 £600 is due for Ben moving in
      But Ben staying for three months is refused
      And on 30 April 2021 Ben staying for three months is refused
      And the explanation for Ben says "complete on 5 April 2021 at the earliest; the last day that counts is 31 March 2021"

    Scenario: She joined on the day after the contract had ended
      Given Ben joined on 31 March 2021
      And Cleo joined on 1 April 2021
      When Ben completes a wellbeing form on 31 March 2021
      And Cleo completes a wellbeing form on 1 April 2021
      Then on 30 April 2021 £100 is due for Ben completing a wellbeing form
      But Cleo does not take part

  Rule: A bad row is returned with the reason, and the good rows go on

    Background:
      Given the contract on rough sleeping
      And Ben joined on 10 January 2018
      And Ben moves into a social home on 20 January 2018

    Scenario: A check is dated on a day that does not exist
      When he is seen there on 25 January and 31 February 2018
      Then on 31 March 2018 one row is returned to the provider: "is not in the calendar"
      But £600 is due for Ben moving in

    Scenario: A check is about somebody who never joined
      When Ben is seen there on 25 January 2018
      And Zoe is seen there on 25 January 2018
      Then on 31 March 2018 one row is returned to the provider: "enrols anybody with this reference"
      But £600 is due in all

  Rule: Where one record for each person is agreed, two that differ are both returned (refugees finding their feet)

    Scenario: Two rows tell two stories, and neither is believed
      Given the contract on refugees finding their feet
      And Dawit joined in June 2022
      And Elif joined in June 2022
      When Dawit finds a private flat on 5 September 2022
      And Dawit finds a social home on 6 September 2022
      And Elif finds a social home on 6 September 2022
      Then on 30 September 2022 two rows are returned to the provider: "says something else"
      And nothing is due for Dawit finding a safe home
      But £900 is due for Elif finding a safe home
