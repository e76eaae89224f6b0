package dev.vitrine.broker.api;

import org.apache.kafka.common.protocol.ApiKeys;

/// The fact sheet of an API.
///
/// @param min the lowest version handled
/// @param max the highest version handled
/// @param standing how close to Kafka's it is
/// @param notes what is simplified, in a sentence; empty when nothing is
/// @param advertised whether clients are told of it
public record Facts(
        ApiKeys api, short min, short max, Standing standing, String notes, boolean advertised) {

    public enum Standing {
        REAL,
        SIMPLIFIED
    }

    public static Facts real(ApiKeys api, int min, int max) {
        return new Facts(api, (short) min, (short) max, Standing.REAL, "", true);
    }

    public static Facts simplified(ApiKeys api, int min, int max, String notes) {
        return new Facts(api, (short) min, (short) max, Standing.SIMPLIFIED, notes, true);
    }

    /// The same, but only those who ask anyway get to know of it.
    Facts unadvertised() {
        return new Facts(api, min, max, standing, notes, false);
    }

    boolean allows(short version) {
        return version >= min && version <= max;
    }
}
