Feature: The most we can pay
  What passes a limit is not paid.  It stays on record as earned, with the clause that took it.

  Rule: No more than £19,000 is paid for one person (rough sleeping, clause 5.2)

    Background:
      Given the contract on rough sleeping
      And Amina joined on 10 January 2018
      And Amina moves into a private flat on 1 February 2018
      And she is seen there every month from 1 February 2018 to 1 February 2019

    Scenario: A year at home is far below it
      Then on 28 February 2019 £6,200 is due in all
      And clause 5.2 takes nothing of the £2,600 earned for Amina staying for twelve months

    Scenario: The step that crosses the limit is paid in part, and the next not at all
      Given the contract says at most £2,500 for one person (clause 5.2)
      Then on 31 May 2018 £2,100 is due in all
      And on 31 August 2018 £400 is due for Amina staying for six months
      And clause 5.2 takes £1,100 of the £1,500 earned for Amina staying for six months
      And the explanation for Amina says "£1,100.00 by clause 5.2; it stays on record as earned"
      And on 28 February 2019 nothing is due for Amina staying for twelve months
      And clause 5.2 takes £2,600 of the £2,600 earned for Amina staying for twelve months
      And £6,200 was earned in all
      But £2,500 is due in all

    Scenario: What one person uses up is not taken from another
      Given the contract says at most £2,500 for one person (clause 5.2)
      And Ben joined on 10 January 2018
      When Ben moves into a social home on 1 February 2018
      And he is seen there every month from 1 February 2018 to 1 May 2018
      Then on 28 February 2019 £1,500 is due for Ben staying for three months
      And clause 5.2 takes nothing of the £1,500 earned for Ben staying for three months
      And £4,600 is due in all

  Rule: No more than £2,629,000 is paid in all (rough sleeping, clause 5.3)

    Background:
      Given the contract on rough sleeping
      And the contract says at most £1,000 in all (clause 5.3)
      And Amina joined on 10 January 2018
      And Ben joined on 10 January 2018
      And Amina moves into a private flat on 20 January 2018
      And Ben moves into a private flat on 20 January 2018

    Scenario: What is proven first is paid first
      When Ben is seen there on 25 January 2018
      And Amina is seen there on 1 February 2018
      Then on 31 January 2018 £600 is due for Ben moving in
      And on 28 February 2018 £600 is due for Ben moving in
      But £400 is due for Amina moving in
      And clause 5.3 takes £200 of the £600 earned for Amina moving in
      And £1,200 was earned in all

    Scenario: Of two proven on one day, the first by name is paid first
      When Ben is seen there on 25 January 2018
      And Amina is seen there on 25 January 2018
      Then on 31 January 2018 £600 is due for Amina moving in
      But £400 is due for Ben moving in

  Rule: No more than 180 plans are paid for (refugees finding their feet, clause 3.2)

    Scenario: One plan more than was agreed
      Given the contract on refugees finding their feet
      And the contract says at most 2 claims for one outcome (clause 3.2)
      And Dawit joined in May 2022
      And Elif joined in May 2022
      And Farid joined in May 2022
      When Farid makes a plan on 9 May 2022
      And Dawit makes a plan on 16 May 2022
      And Elif makes a plan on 23 May 2022
      And Elif finds a social home on 24 May 2022
      Then on 31 May 2022 £350 is due for Farid making a plan
      And £350 is due for Dawit making a plan
      But clause 3.2 takes £350 of the £350 earned for Elif making a plan
      And £900 is due for Elif finding a safe home

  Rule: The payers' parts are the whole, to the penny (refugees finding their feet, clause 4.1)

    Background:
      Given the contract on refugees finding their feet
      And Dawit joined in May 2022
      And Elif joined in May 2022

    Scenario: Five eighths of two odd amounts
      Given the contract says £350.20 for making a plan (clause 2.1)
      When Dawit makes a plan on 16 May 2022
      And Elif makes a plan on 23 May 2022
      Then on 31 May 2022 £350.20 is due for Dawit making a plan
      And the Home Office pays £218.88 for Dawit making a plan
      And the Local outcomes fund pays £131.32 for Dawit making a plan
      And £350.20 is due for Elif making a plan
      And the Home Office pays £218.87 for Elif making a plan
      And the Local outcomes fund pays £131.33 for Elif making a plan
      And the Home Office pays £437.75 in all
      And the Local outcomes fund pays £262.65 in all

    Scenario: They share what is due, not what was earned
      Given the contract says at most £1,000 for one person (clause 3.1)
      When Dawit makes a plan on 16 May 2022
      And he finds a social home on 23 May 2022
      Then on 31 May 2022 clause 3.1 takes £250 of the £900 earned for Dawit finding a safe home
      And the Home Office pays £406.25 for Dawit finding a safe home
      And the Local outcomes fund pays £243.75 for Dawit finding a safe home
      And the Home Office pays £625 in all
      And the Local outcomes fund pays £375 in all
