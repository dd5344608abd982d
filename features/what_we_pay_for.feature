Feature: What we pay for
  We pay for outcomes that are proven, one by one, each at its price.

  Rule: An outcome is paid for when its proof is complete (rough sleeping, clause 4.1)

    Background:
      Given the contract on rough sleeping
      And Amina joined on 10 January 2018

    Scenario: She has a tenancy, and then she is seen at her new home
      When Amina moves into a private flat on 20 January 2018
      And she is seen there on 25 January 2018
      Then on 24 January 2018 Amina moving in is pending
      And £600 is at stake
      But on 25 January 2018 £600 is due for Amina moving in

    Scenario: She is seen there on the thirtieth day after she moved in
      When Amina moves into supported housing on 1 June 2018
      And she is seen there on 1 July 2018
      Then on 31 July 2018 £600 is due for Amina moving in

    Scenario: She is seen there only on the thirty-first day
      When Amina moves into supported housing on 1 June 2018
      And she is seen there on 2 July 2018
      Then on 1 July 2018 Amina moving in is pending
      But on 31 July 2018 nothing is due for Amina moving in

    Scenario: A hostel does not count, and the home after it does
      When Amina moves into a hostel on 10 February 2018
      And she is seen there on 12 February 2018
      Then on 28 February 2018 nothing is due for Amina moving in
      When Amina moves into a social home on 20 March 2018
      And she is seen there on 3 April 2018
      Then on 30 April 2018 £600 is due for Amina moving in
      And it was complete on 3 April 2018

    Scenario: She keeps her home for two years, and each step is paid as she gets there
      When Amina moves into a private flat on 1 February 2018
      And she is seen there every month from 1 February 2018 to 1 February 2020
      Then on 30 April 2018 £600 is due in all
      And on 1 May 2018 £1,500 is due for Amina staying for three months
      And on 1 August 2018 £1,500 is due for Amina staying for six months
      And on 1 February 2019 £2,600 is due for Amina staying for twelve months
      And on 1 August 2019 £2,500 is due for Amina staying for eighteen months
      And on 1 February 2020 £1,800 is due for Amina staying for two years
      And £10,500 is due in all

    Scenario: A check that comes to us late counts from the day we have it
      When Amina moves into a private flat on 20 January 2018
      And she is seen there on 25 January 2018
      And the check of 25 January 2018 comes to us on 12 February 2018
      Then on 31 January 2018 nothing is due for Amina moving in
      And the row of 25 January 2018 is not used: "known only after 31 January 2018"
      But on 12 February 2018 £600 is due for Amina moving in
      And it was complete on 25 January 2018

  Rule: A wellbeing form is paid for when the person completes it, three times at most (rough sleeping, clause 4.1)

    Background:
      Given the contract on rough sleeping
      And Amina joined on 10 January 2018

    Scenario: A form that her key worker completes does not count
      When her key worker completes a wellbeing form on 1 February 2018
      Then on 28 February 2018 nothing is due for Amina completing a wellbeing form
      When Amina completes a wellbeing form on 8 March 2018
      Then on 31 March 2018 £100 is due for Amina completing a wellbeing form

    Scenario: The second form is a day too early, and the one on the day counts
      When Amina completes a wellbeing form on 1 February and 31 July 2018
      Then on 31 July 2018 £100 is due for Amina completing a wellbeing form
      And the row of 31 July 2018 is not used: "too soon after the time before"
      When Amina completes a wellbeing form on 1 August 2018
      Then on 1 August 2018 £200 is due for Amina completing a wellbeing form

    Scenario: The fourth form is not paid for
      When Amina completes a wellbeing form on 1 February 2018, 1 August 2018, 1 February 2019 and 1 August 2019
      Then on 31 July 2019 £300 is due for Amina completing a wellbeing form
      And on 31 August 2019 £300 is due for Amina completing a wellbeing form
      And it is paid three times

  Rule: A price may depend on what the person did (refugees finding their feet, clause 2.1)

    Background:
      Given the contract on refugees finding their feet
      And Dawit joined in May 2022
      And Elif joined in May 2022

    Scenario: A job and self-employment have their own prices
      When Dawit starts a job on 5 September 2022
      And Elif becomes self-employed on 5 September 2022
      Then on 30 September 2022 £1,300 is due for Dawit starting work
      And £1,150 is due for Elif starting work

    Scenario: Any three steps towards work are enough, and two are not
      When by 5 September 2022 Dawit has taken a training course, volunteering and work experience
      And by 5 September 2022 Elif has taken mentoring and an internship
      Then on 30 September 2022 £700 is due for Dawit coming nearer to work
      And nothing is due for Elif coming nearer to work

  Rule: What the records cannot prove is said wherever it is paid (refugees finding their feet, clause 2.1)

    Scenario: A review proves that it took place, and not what it found
      Given the contract on refugees finding their feet
      And Dawit joined in February 2022
      When Dawit makes a plan on 21 February 2022
      And his plan is reviewed after six months, on 22 August 2022
      Then on 31 August 2022 £600 is due for Dawit following the plan for six months
      And the explanation for Dawit says "not provable That two targets were reached."
