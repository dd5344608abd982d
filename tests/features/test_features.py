"""The features, scenario by scenario: what a commissioner may rely on."""

from pytest_bdd import scenarios

scenarios(
    "what_we_pay_for.feature",
    "what_stops_a_payment.feature",
    "the_most_we_can_pay.feature",
    "when_a_home_is_lost.feature",
    "deed_of_variation.feature",
    "what_if.feature",
    "before_signing.feature",
)
