"""Answers to the questions of `sop new`, drawn at random: contracts that some person could always fulfil."""

from datetime import date, timedelta

from hypothesis import strategies as st

FIRST = date(2022, 1, 31)
NAMES = ("moves_in", "keeps_home", "work", "plan", "course")
RECORDS = ("tenancy", "visit", "job", "review", "meeting", "ward_round")
TEXTS = st.one_of(
    st.sampled_from(["A home: a start", "NO", "010", "£1,500", "# not a comment", 'it\'s "so"', "- a", "{b}", "null"]),
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20),
)
CATEGORIES = (["PRS = private rented", "SH = social", "HOS"], ["NO", "YES"], ["010", "1e5", "a: b"])
AMOUNTS = st.sampled_from(["£1,500", "£400", "£0.01", "2000", "1500.00 GBP", "£12,345.67"])


def word(category):
    """The contract's word for a category."""
    return category.split(" = ")[-1]


@st.composite
def conditions(draw, described):
    """A condition on a new field, which some value satisfies."""
    names = ("type", "hours", "seen_on", "stage", "steps", "by")
    name = draw(st.sampled_from([each for each in names if each not in described]))
    described.add(name)
    of = draw(st.sampled_from(CATEGORIES))
    heading = {"heading": f"{draw(TEXTS)} {name}"}
    if name == "by":
        of = ["Client = client", "Key worker = worker", "nurse"]
    if name in ("type", "by"):
        chosen = draw(st.lists(st.sampled_from([word(each) for each in of]), min_size=1, unique=True))
        holds = {"holds": "categories"} if name == "type" else {}
        return {"field": name, **holds, **heading, "categories": of, "value": chosen}
    if name == "steps":
        compares = draw(st.sampled_from([("has_at_least", str(len(of))), ("includes", word(of[-1]))]))
        field = {"holds": "list", "categories": of}
    elif name == "hours":
        asked = [("at_least", "25"), ("below", "8.5"), ("above", "0"), ("between", ["16", "16"])]
        compares = draw(st.sampled_from(asked))
        field = {"holds": "number", "unit": draw(TEXTS)}
    elif name == "seen_on":
        compares = draw(st.sampled_from([("before", "2024-02-29"), ("after", "2022-12-31"), ("is", "2023-01-01")]))
        field = {"holds": "day"}
    else:
        compares = ("is", draw(TEXTS))
        field = {"holds": "text"}
    return {"field": name, **field, **heading, "compares": compares[0], "value": compares[1]}


@st.composite
def leaves(draw, described, before, parts=()):
    """One check on a record, which hangs on the start or on what stands before."""
    kind = draw(st.sampled_from(["record", "count", "held"]))
    record = draw(st.sampled_from(RECORDS))
    leaf = {"kind": kind, "record": record}
    if record not in described:
        described[record] = set()
        leaf["file"] = {"dated": draw(TEXTS) + " day"}
        if draw(st.booleans()):
            described[record].add("lasts")
            leaf["file"] = {"happens": "lasts"}
        if draw(st.booleans()):
            leaf["file"]["received"] = "Uploaded"
    if len(described[record]) < 5 and draw(st.booleans()):
        leaf["where"] = [draw(conditions(described[record]))]
    anchor = draw(st.sampled_from(["start", *before]))
    if kind == "held":
        lengths = [("3 months", "35 days"), ("13 weeks", "1 month"), ("10 days", "1 day"), ("1 month", "2 months")]
        how = draw(st.sampled_from(["unbroken", "in_total", "among"]))
        if how != "unbroken":
            leaf |= {"among": draw(st.sampled_from(["2 weeks", "20 days"]))} if how == "among" else {}
            return leaf | {"how": how, "for": draw(st.sampled_from(["1 day", "2 weeks", "10 days"])), "since": anchor}
        length, gap = draw(st.sampled_from(lengths))
        after = draw(st.sampled_from(["restarts", "ends"]))
        return leaf | {"for": length, "gap_at_most": gap, "since": anchor, "after_break": after}
    if kind == "count":
        leaf["at_least"] = str(draw(st.integers(1, 6)))
    pointed = [each for each in parts if list(parts).count(each) == 1]
    if pointed and draw(st.booleans()):
        anchor = f"that {draw(st.sampled_from(pointed))}"
    if draw(st.booleans()):
        leaf["opens"] = (
            draw(st.sampled_from(["", "1 month after ", "10 days after ", "10 working days after "])) + anchor
        )
    if draw(st.booleans()):
        leaf["closes"] = draw(st.sampled_from(["3 months after ", "7 weeks after ", "30 working days after "])) + anchor
    return leaf


@st.composite
def prices(draw, check, described):
    """A price: an amount, by date, or by a category of the enrolment."""
    kind = draw(st.sampled_from(["amount", "by_date", "by_category"]))
    if kind == "amount":
        return draw(AMOUNTS)
    if kind == "by_date":
        days = ["2022-01-01", *draw(st.lists(st.sampled_from(["2022-06-01", "2023-02-28"]), unique=True).map(sorted))]
        return {"kind": kind, "dates": [{"from": day, "amount": draw(AMOUNTS)} for day in days]}
    return {"kind": kind, "of": "start", "by": "group", "prices": {"a": draw(AMOUNTS), "NO": draw(AMOUNTS)}}


@st.composite
def answers(draw):
    """The answers of a whole contract, as a file would give them."""
    described, outcomes = {}, []
    for name in NAMES[: draw(st.integers(1, 4))]:
        before = [each["called"] for each in outcomes if each.get("times", "1") == "1"]
        kind = draw(st.sampled_from(["leaf", "leaf", "all_of", "any_of"]))
        if kind == "leaf":
            check = draw(leaves(described, before))
        else:
            parts = []
            for _ in range(draw(st.integers(2, 3))):
                pointed = [each["record"] for each in parts if each["kind"] == "record"] if kind == "all_of" else []
                parts.append(draw(leaves(described, before, pointed)))
            check = {"kind": kind, "parts": parts}
            if kind == "all_of" and draw(st.booleans()):
                check["dated_by"] = draw(st.sampled_from([each["record"] for each in parts]))
        outcome = {"is": draw(TEXTS), "called": name, "shown_by": check, "price": draw(prices(check, described))}
        if before and draw(st.booleans()):
            outcome["after"] = draw(st.lists(st.sampled_from(before), min_size=1, unique=True))
        if "held" not in [each["kind"] for each in check.get("parts", [check])] and draw(st.integers(0, 3)) == 0:
            outcome |= {"times": "3", "apart": "1 month"}
        if draw(st.integers(0, 3)) == 0:
            outcome["at_most"] = draw(st.sampled_from(["£12,345.67", "1 claim", "570 claims"]))
        if draw(st.integers(0, 5)) == 0:
            outcome["not_provable"] = draw(TEXTS)
        outcomes.append(outcome)
    tree = {
        "title": draw(TEXTS), "source": draw(TEXTS), "currency": "GBP",
        "from": FIRST.isoformat(), "to": (FIRST + timedelta(days=365 * 9)).isoformat(),
        "payers": [f"Payer {i}" for i in range(draw(st.integers(1, 3)))],
        "provider": draw(TEXTS.map(lambda said: f"Provider {said}")),
        "for_whom": {"fields": [{"field": "group", "holds": "categories", "categories": ["A = a", "NO"]}]},
        "outcomes": outcomes,
    }  # fmt: skip
    payers = [f"payer_{i}" for i in range(len(tree["payers"]))]
    if len(payers) > 1:
        parts = dict.fromkeys(payers[:-1], "12.5%") | {payers[-1]: "rest"}
        pots = dict.fromkeys(payers, "£100,000")
        tree["paid_by"] = draw(st.sampled_from([{"shares": "parts", "parts": parts}, {"shares": "pots", "pots": pots}]))
    if "working day" in str(outcomes):
        tree["working_days"] = draw(st.sampled_from(["england", "scotland", "IE"]))
    if draw(st.booleans()):
        tree["per_person"] = draw(st.sampled_from(["£15,000", "2 claims"]))
    if draw(st.booleans()):
        tree["in_all"] = "£200,000"
    if draw(st.integers(0, 3)) == 0:
        tree["terms"] = draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "enrolled": st.sampled_from(["in_force", "any_day"]),
                    "evidence_counts": st.sampled_from(["from_enrolment", "any_day"]),
                    "counts_until": st.sampled_from(["reached_in_force", "shown_in_force"]),
                    "prerequisites": st.sampled_from(["enforced", "not_enforced"]),
                    "edge": st.sampled_from(["part", "whole"]),
                    "remainder": st.sampled_from(["cumulative", "largest_remainder"]),
                    "first_day": st.sampled_from(["day_0", "day_1"]),
                    "last_day": st.sampled_from(["counted", "not_counted"]),
                    "price_day": st.sampled_from(["reached", "shown"]),
                },
            ).filter(bool)
        )
    return tree
