package dev.vitrine.live;

/// Which API the requests were of that were sent on a connection and are not answered yet.
/// Remembers the last [#REQUESTS_MAX].
final class SentRequests {
    static final int REQUESTS_MAX = 256;

    /// What [#apiOf] says of a correlation id it does not know.
    static final int UNKNOWN = -1;

    private final int[] correlationIds = new int[REQUESTS_MAX];
    private final short[] apiKeys = new short[REQUESTS_MAX];
    private int first;
    private int count;

    void add(int correlationId, short apiKey) {
        int at = (first + count) % REQUESTS_MAX;
        correlationIds[at] = correlationId;
        apiKeys[at] = apiKey;
        if (count == REQUESTS_MAX) {
            first = (first + 1) % REQUESTS_MAX;
        } else {
            count++;
        }
    }

    int apiOf(int correlationId) {
        for (int i = 0; i < count; i++) {
            int at = (first + i) % REQUESTS_MAX;
            if (correlationIds[at] == correlationId) {
                return apiKeys[at];
            }
        }
        return UNKNOWN;
    }

    /// Answers come in the order of the requests: forgets this one and those before it.
    void answered(int correlationId) {
        for (int i = 0; i < count; i++) {
            if (correlationIds[(first + i) % REQUESTS_MAX] == correlationId) {
                first = (first + i + 1) % REQUESTS_MAX;
                count -= i + 1;
                return;
            }
        }
    }
}
