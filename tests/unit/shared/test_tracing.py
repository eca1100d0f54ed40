from shared.tracing import current_trace_id, current_traceparent, traced

GIVEN = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def test_a_given_trace_goes_on():
    with traced(GIVEN):
        assert current_trace_id() == "4bf92f3577b34da6a3ce929d0e0e4736"
        assert current_traceparent() == GIVEN
    assert current_trace_id() is None


def test_without_one_or_with_a_broken_one_a_trace_begins():
    for given in (None, "nonsense", "00-" + "0" * 32 + "-" + "0" * 16 + "-01"):
        with traced(given):
            first = current_trace_id()
        with traced(given):
            second = current_trace_id()
        assert first
        assert second
        assert first != second
