package dev.vitrine.fault;

/// Some of the frames on some of a cluster's links: those of one API or all, on the way from one
/// end to another.
///
/// An end is a node's number, [Fault#CLIENTS] or [Fault#ANY].
///
/// @param api Kafka's name in upper case, `FETCH`; empty for all
/// @param toController whether only what goes to the controller listener is meant. Else, where an
///   API is named, only what goes to the broker listener is: voters fetch the metadata log at the
///   other. Without an API both are.
public record Route(String api, int from, int to, boolean toController) {
    /// Everywhere.
    public static final Route ALL = new Route("", Fault.ANY, Fault.ANY, false);

    /// @throws FaultSyntaxException when Kafka has no such API
    public Route {
        if (!api.isEmpty()) {
            RequestNames.keyOf(api);
        }
    }

    /// All that goes from one end to another.
    public static Route of(int from, int to) {
        return new Route("", from, to, false);
    }

    /// Whether a frame of that API between those ends is one of them.
    ///
    /// @param apiKey Kafka's number of the API; -1 when it is not known
    public boolean covers(int apiKey, int fromEnd, int toEnd, boolean atController) {
        return isBetween(fromEnd, toEnd) && coversListener(atController) && coversApi(apiKey);
    }

    private boolean coversApi(int apiKey) {
        return api.isEmpty() || RequestNames.keyOf(api) == apiKey;
    }

    private boolean coversListener(boolean atController) {
        return toController ? atController : api.isEmpty() || !atController;
    }

    /// Whether it leads from one end to the other. A node's way to itself is on no route.
    boolean isBetween(int fromEnd, int toEnd) {
        return fromEnd != toEnd && matches(from, fromEnd) && matches(to, toEnd);
    }

    private static boolean matches(int wanted, int end) {
        return wanted == Fault.ANY || wanted == end;
    }

    /// In the scenario's words: `FETCH 2->1 controller`; empty for [#ALL].
    String words() {
        if (equals(ALL)) {
            return "";
        }
        return (api.isEmpty() ? "" : api + " ")
                + Fault.end(from)
                + "->"
                + Fault.end(to)
                + (toController ? " controller" : "");
    }
}
