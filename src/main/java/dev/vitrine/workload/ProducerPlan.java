package dev.vitrine.workload;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a producer of the lesson is to do.
///
/// @param name its client id
/// @param partition where its records go; -1 lets the key decide, or Kafka's partitioner without
///   one
/// @param acks `0`, `1` or `all`
/// @param idempotent whether the broker recognises what it sent twice; needs acks=all
/// @param keys of its records, in turn; none for records without a key, at most [#KEYS_MAX]
/// @param recordBytes size of a record's value, at least; the record's id needs its room
/// @param recordsPerSecond of the cluster's time; 0 to send only when asked
/// @param settings further settings of Kafka's producer, which go before the lesson's own
public record ProducerPlan(
        String name,
        String topic,
        int partition,
        String acks,
        boolean idempotent,
        List<String> keys,
        int recordBytes,
        double recordsPerSecond,
        Map<String, String> settings) {
    public static final int NAME_CHARS_MAX = 100;
    public static final int KEYS_MAX = 1_000;
    public static final int RECORD_BYTES_MAX = 1_000_000;
    public static final double RECORDS_PER_SECOND_MAX = 100_000;

    private static final List<String> ACKS = List.of("0", "1", "all");

    public ProducerPlan {
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        keys = List.copyOf(keys);
        if (keys.size() > KEYS_MAX) {
            throw new WorkloadException(
                    "a producer has at most " + KEYS_MAX + " keys, not " + keys.size());
        }
        Names.check("producer", name, NAME_CHARS_MAX);
        if (!ACKS.contains(acks)) {
            throw new WorkloadException("acks is 0, 1 or all, not \"" + acks + "\"");
        }
        if (idempotent && !acks.equals("all")) {
            throw new WorkloadException("an idempotent producer needs acks=all, not acks=" + acks);
        }
        if (recordBytes < 0 || recordBytes > RECORD_BYTES_MAX) {
            throw new WorkloadException(
                    "a record has 0 to " + RECORD_BYTES_MAX + " bytes, not " + recordBytes);
        }
        checkRate(recordsPerSecond);
        ClientSettings.checkProducer(settings);
    }

    /// A producer with Kafka's defaults (acks=all, idempotent) that sends when asked.
    public static ProducerPlan of(String name, String topic) {
        return new ProducerPlan(name, topic, -1, "all", true, List.of(), 0, 0, Map.of());
    }

    /// Without idempotence unless acks is `all`.
    public ProducerPlan withAcks(String changed) {
        boolean still = idempotent && changed.equals("all");
        return new ProducerPlan(
                name,
                topic,
                partition,
                changed,
                still,
                keys,
                recordBytes,
                recordsPerSecond,
                settings);
    }

    public ProducerPlan withRecordsPerSecond(double changed) {
        return new ProducerPlan(
                name, topic, partition, acks, idempotent, keys, recordBytes, changed, settings);
    }

    static void checkRate(double recordsPerSecond) {
        if (!(recordsPerSecond >= 0 && recordsPerSecond <= RECORDS_PER_SECOND_MAX)) {
            throw new WorkloadException(
                    "a producer sends 0 to "
                            + (long) RECORDS_PER_SECOND_MAX
                            + " records a second, not "
                            + recordsPerSecond);
        }
    }
}
