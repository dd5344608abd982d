Feature: When a home is lost
  A stay is paid for when it is unbroken.  After a break it counts again from the start, and what was paid stays paid.

  Rule: More than 35 days without a check are a break (rough sleeping, clause 4.1)

    Background:
      Given the contract on rough sleeping
      And Cleo joined on 1 February 2018
      And Cleo moves into a private flat on 5 March 2018

    Scenario: A gap of 35 days is no break
      When she is seen there on 5 March, 2 April, 7 May, 4 June and 2 July 2018
      Then on 31 July 2018 £1,500 is due for Cleo staying for three months
      And it was complete on 5 June 2018
      And it was shown on 2 July 2018

    Scenario: A gap of 36 days is a break, and three months count again from the check after it
      When she is seen there on 5 March, 2 April, 8 May, 5 June, 3 July, 31 July and 28 August 2018
      Then on 31 July 2018 Cleo staying for three months is pending
      And it is payable when she is seen there on or after 8 August 2018
      But on 31 August 2018 £1,500 is due for Cleo staying for three months
      And it was complete on 8 August 2018
      And it was shown on 28 August 2018

  Rule: After a break the same time counts again from the start (rough sleeping, clause 4.1)

    Background:
      Given the contract on rough sleeping
      And Amina joined on 10 January 2018

    Scenario: She lost her home after the March check, and was seen again in July
      When Amina moves into a private flat on 20 January 2018
      And she is seen there on 25 January, 22 February and 22 March 2018
      And she is seen there on 1 July, 29 July, 26 August, 23 September and 21 October 2018
      Then on 30 April 2018 Amina staying for three months is pending
      And on 5 October 2018 Amina staying for three months is pending
      And it is payable when she is seen there on or after 1 October 2018
      And the next check is due by 28 October 2018
      And £1,500 is at stake
      And the explanation for Amina says "none between 22 March 2018 and 1 July 2018 (101 days; 35 days allowed)"
      But on 31 October 2018 £1,500 is due for Amina staying for three months
      And it was complete on 1 October 2018
      And it was shown on 21 October 2018

    Scenario: A break in the second three months leaves the first three paid
      When Amina moves into a social home on 1 February 2018
      And she is seen there every month from 1 February 2018 to 1 June 2018
      And she is seen there every month from 1 August 2018 to 1 November 2018
      Then on 31 August 2018 £1,500 is due for Amina staying for three months
      But Amina staying for six months is pending
      And on 30 November 2018 £1,500 is due for Amina staying for three months
      And £1,500 is due for Amina staying for six months
      And it was complete on 1 November 2018

    Scenario: She is never seen again
      When Amina moves into a social home on 1 February 2018
      And she is seen there every month from 1 February 2018 to 1 April 2018
      Then on 30 April 2018 Amina staying for three months is pending
      And it is payable when she is seen there on or after 1 May 2018
      And on 31 December 2020 Amina staying for three months is pending
      But on 31 January 2021 Amina staying for three months is refused
      And £600 is due in all

  Rule: Months are complete on the corresponding date, and paid once a check shows it (rough sleeping, clause 4.1)

    Background:
      Given the contract on rough sleeping

    Scenario: Three months from 30 November are complete on the last day of February
      Given Dan joined on 1 November 2018
      When Dan moves into a social home on 30 November 2018
      And he is seen there on 30 November, 28 December 2018, 25 January, 27 February and 1 March 2019
      Then on 28 February 2019 Dan staying for three months is pending
      But on 1 March 2019 £1,500 is due for Dan staying for three months
      And it was complete on 28 February 2019
      And it was shown on 1 March 2019

    Scenario: In a leap year that is the twenty-ninth
      Given Dan joined on 1 November 2019
      When Dan moves into a social home on 30 November 2019
      And he is seen there on 30 November, 28 December 2019, 25 January, 28 February and 29 February 2020
      Then on 28 February 2020 Dan staying for three months is pending
      But on 29 February 2020 £1,500 is due for Dan staying for three months

  Rule: Six months from 31 August are complete on the last day of February (refugees finding their feet, clause 2.1)

    Scenario: Two are visited in the last days of February, one of them a day too early
      Given the contract on refugees finding their feet
      And Dawit joined in June 2022
      And Elif joined in June 2022
      When Dawit finds a private flat on 31 August 2022
      And Elif finds a private flat on 31 August 2022
      And Dawit still has a private flat on 28 February 2023
      And Elif still has a social home on 27 February 2023
      Then on 31 March 2023 £1,400 is due for Dawit keeping a home for six months
      But nothing is due for Elif keeping a home for six months
      And it is payable from 28 February 2023
