package dev.vitrine.ui.model;

import java.util.List;

/// Lines to paste into a terminal, for clients from outside.
public final class CommandLines {
    private CommandLines() {}

    /// @param what it does, for a menu
    /// @param text the line itself
    public record Line(String what, String text) {}

    /// @param bootstrap `127.0.0.1:19092,…`
    /// @param topic to name in them
    public static List<Line> of(String bootstrap, String topic) {
        return List.of(
                new Line("kcat: what there is", "kcat -b " + bootstrap + " -L"),
                new Line("kcat: produce", "kcat -b " + bootstrap + " -t " + topic + " -P"),
                new Line(
                        "kcat: consume",
                        "kcat -b " + bootstrap + " -t " + topic + " -C -o beginning"),
                new Line(
                        "kcat: consume in a group",
                        "kcat -b " + bootstrap + " -G outside " + topic),
                new Line(
                        "Kafka: list topics",
                        "kafka-topics.sh --bootstrap-server " + bootstrap + " --list"),
                new Line(
                        "Kafka: describe the topic",
                        "kafka-topics.sh --bootstrap-server "
                                + bootstrap
                                + " --describe --topic "
                                + topic),
                new Line(
                        "Kafka: produce",
                        "kafka-console-producer.sh --bootstrap-server "
                                + bootstrap
                                + " --topic "
                                + topic),
                new Line(
                        "Kafka: consume",
                        "kafka-console-consumer.sh --bootstrap-server "
                                + bootstrap
                                + " --topic "
                                + topic
                                + " --from-beginning"),
                new Line(
                        "Kafka: describe groups",
                        "kafka-consumer-groups.sh --bootstrap-server "
                                + bootstrap
                                + " --describe --all-groups"));
    }
}
