package dev.vitrine.history;

import java.util.List;

/// For each error that a client may be answered: which happening explains it.
///
/// An error that is not here is explained by nothing that is told. One that is in several rows is
/// explained by the first of them that knows of something.
final class ErrorTable {
    /// What a row says of a partition to be the one that an error is about, when a request names
    /// several.
    enum Fits {
        /// It is led by another than who answers.
        LED_ELSEWHERE,
        /// Fewer are in sync than it takes.
        UNDER_MIN_ISR,
        ANY
    }

    /// @param errors by Kafka's names
    /// @param names of the happenings, the newest of which explains it, with `@` for the partition,
    ///   `%` for its topic, `$` for the group, `!` for the group's partition of its coordinator,
    ///   and `&` for the client
    /// @param setting that decides it, empty for none
    /// @param words what that setting decides
    record Row(List<String> errors, Fits fits, List<String> names, String setting, String words) {}

    private static final String MIN_ISR = SettingsFold.MIN_INSYNC_REPLICAS;
    private static final String MESSAGE_MAX = "max.message.bytes";

    static final List<Row> ROWS =
            List.of(
                    row("NOT_LEADER_OR_FOLLOWER", Fits.LED_ELSEWHERE, "leader @"),
                    row("LEADER_NOT_AVAILABLE", Fits.ANY, "leader @"),
                    row("FENCED_LEADER_EPOCH", Fits.ANY, "leader @"),
                    row("UNKNOWN_LEADER_EPOCH", Fits.ANY, "leader @"),
                    row("OFFSET_NOT_AVAILABLE", Fits.ANY, "leader @"),
                    // What lies beyond a log's end was cut off, or its leader never had it.
                    row("OFFSET_OUT_OF_RANGE", Fits.ANY, "truncate @", "unclean @"),
                    new Row(
                            List.of("NOT_ENOUGH_REPLICAS", "NOT_ENOUGH_REPLICAS_AFTER_APPEND"),
                            Fits.UNDER_MIN_ISR,
                            List.of(
                                    "in-sync @",
                                    "config topic % " + MIN_ISR,
                                    "config all brokers " + MIN_ISR),
                            MIN_ISR,
                            "fewer are in sync than "),
                    new Row(
                            List.of("MESSAGE_TOO_LARGE"),
                            Fits.ANY,
                            List.of(
                                    "config topic % " + MESSAGE_MAX,
                                    "config all brokers message.max.bytes"),
                            MESSAGE_MAX,
                            "a batch is larger than "),
                    row("UNKNOWN_TOPIC_OR_PARTITION", Fits.ANY, "deleted %"),
                    row("UNKNOWN_TOPIC_ID", Fits.ANY, "deleted %"),
                    row("INCONSISTENT_TOPIC_ID", Fits.ANY, "deleted %"),
                    row("TOPIC_ALREADY_EXISTS", Fits.ANY, "created %"),
                    row("REBALANCE_IN_PROGRESS", Fits.ANY, "group $"),
                    row("ILLEGAL_GENERATION", Fits.ANY, "out $ &"),
                    row("ILLEGAL_GENERATION", Fits.ANY, "group $"),
                    row("UNKNOWN_MEMBER_ID", Fits.ANY, "out $ &"),
                    row("UNKNOWN_MEMBER_ID", Fits.ANY, "ended $", "moved !"),
                    row("FENCED_MEMBER_EPOCH", Fits.ANY, "out $ &"),
                    row("FENCED_MEMBER_EPOCH", Fits.ANY, "group $"),
                    row("STALE_MEMBER_EPOCH", Fits.ANY, "group $"),
                    row("FENCED_INSTANCE_ID", Fits.ANY, "instance $"),
                    row("UNRELEASED_INSTANCE_ID", Fits.ANY, "instance $"),
                    row("GROUP_ID_NOT_FOUND", Fits.ANY, "ended $"),
                    // It is to come back with the id that it is given (KIP-394).
                    row("MEMBER_ID_REQUIRED", Fits.ANY, "out $ &"),
                    row("MEMBER_ID_REQUIRED", Fits.ANY, "client &"),
                    row("NOT_COORDINATOR", Fits.ANY, "leader !"),
                    row("COORDINATOR_NOT_AVAILABLE", Fits.ANY, "leader !"),
                    row("COORDINATOR_LOAD_IN_PROGRESS", Fits.ANY, "leader !"),
                    row("NOT_CONTROLLER", Fits.ANY, "controller"));

    private ErrorTable() {}

    private static Row row(String error, Fits fits, String... names) {
        return new Row(List.of(error), fits, List.of(names), "", "");
    }

    static List<Row> rowsOf(String error) {
        return ROWS.stream().filter(row -> row.errors.contains(error)).toList();
    }
}
