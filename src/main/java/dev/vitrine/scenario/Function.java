package dev.vitrine.scenario;

import static dev.vitrine.scenario.Function.Parameter.BROKER;
import static dev.vitrine.scenario.Function.Parameter.CONSUMER;
import static dev.vitrine.scenario.Function.Parameter.GROUP;
import static dev.vitrine.scenario.Function.Parameter.OFFSET;
import static dev.vitrine.scenario.Function.Parameter.PARTITION;
import static dev.vitrine.scenario.Function.Parameter.PRODUCER;
import static dev.vitrine.scenario.Function.Parameter.SET;
import static dev.vitrine.scenario.Function.Parameter.TOPIC;
import static dev.vitrine.scenario.Value.Type.NUMBER;
import static dev.vitrine.scenario.Value.Type.NUMBERS;
import static dev.vitrine.scenario.Value.Type.TRUTH;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What a fact can ask about. The words are shown to people who write scenarios.
enum Function {
    LEADER("leader", NUMBER, "the broker that leads a partition, or none", PARTITION),
    LEADER_EPOCH("leaderEpoch", NUMBER, "how often a partition changed its leader", PARTITION),
    ISR("isr", NUMBERS, "the in-sync set of a partition", PARTITION),
    REPLICAS("replicas", NUMBERS, "the brokers that hold a partition", PARTITION),
    FOLLOWERS("followers", NUMBERS, "the replicas of a partition but for its leader", PARTITION),
    HIGH_WATERMARK("highWatermark", NUMBER, "up to where the leader has committed", PARTITION),
    HIGH_WATERMARK_AT("highWatermark", NUMBER, "what a broker knows of it", PARTITION, BROKER),
    LOG_END("logEnd", NUMBER, "one past the last record of the leader's log", PARTITION),
    LOG_END_AT("logEnd", NUMBER, "the same of a broker's log", PARTITION, BROKER),
    EPOCH_AT(
            "epochAt",
            NUMBER,
            "the epoch of the record at an offset of the leader's log",
            PARTITION,
            OFFSET),
    EPOCH_AT_ON("epochAt", NUMBER, "the same of a broker's log", PARTITION, OFFSET, BROKER),
    GHOSTS("ghosts", NUMBER, "records that a broker cut off its log so far", PARTITION, BROKER),
    TRUNCATED_TO(
            "truncatedTo", NUMBER, "where a broker last cut its log, or none", PARTITION, BROKER),
    UP("up", TRUTH, "whether a broker's process runs", BROKER),
    CONTROLLER("controller", NUMBER, "the active controller, or none"),
    BROKERS_DOWN("brokersDown", NUMBER, "brokers whose process does not run"),
    UNDER_REPLICATED("underReplicated", NUMBER, "partitions whose in-sync set misses a replica"),
    SENT("sent", NUMBER, "records that a producer handed over", PRODUCER),
    ACKNOWLEDGED("acknowledged", NUMBER, "those it was told are stored", PRODUCER),
    FAILED("failed", NUMBER, "those it was told are not", PRODUCER),
    PENDING("pending", NUMBER, "those it has heard nothing of", PRODUCER),
    LOST("lost", NUMBER, "acknowledged records that are in no log that may lead", TOPIC),
    DUPLICATES("duplicates", NUMBER, "copies in the log beyond the first", TOPIC),
    CONSUMED("consumed", NUMBER, "records that a consumer read", CONSUMER),
    REREAD("reread", NUMBER, "those among them that it had read before", CONSUMER),
    HIGHEST_READ(
            "highestRead", NUMBER, "the highest offset that any consumer read, or none", PARTITION),
    LOST_BUT_READ("lostButRead", NUMBER, "lost records that some consumer had read", TOPIC),
    MEMBERS("members", NUMBER, "members of a group", GROUP),
    LAG("lag", NUMBER, "records that a group has not committed yet", GROUP),
    SIZE("size", NUMBER, "how many are in a set", SET);

    enum Parameter {
        PARTITION("a partition such as orders-0"),
        TOPIC("a topic"),
        PRODUCER("a producer"),
        CONSUMER("a consumer"),
        GROUP("a group"),
        BROKER("a broker"),
        OFFSET("an offset"),
        SET("a set of brokers");

        final String words;

        Parameter(String words) {
            this.words = words;
        }

        /// Whether it is written as it is called, not computed.
        boolean isName() {
            return this != BROKER && this != OFFSET && this != SET;
        }

        Value.Type type() {
            return this == SET ? NUMBERS : NUMBER;
        }
    }

    final String word;
    final Value.Type type;
    final String words;
    final List<Parameter> parameters;

    Function(String word, Value.Type type, String words, Parameter... parameters) {
        this.word = word;
        this.type = type;
        this.words = words;
        this.parameters = List.of(parameters);
    }

    /// Whether the logs have to be read for it.
    boolean needsAudit() {
        return this == LOST || this == DUPLICATES || this == LOST_BUT_READ;
    }

    static List<String> all() {
        return Arrays.stream(values()).map(each -> each.word).distinct().toList();
    }

    /// The forms of a function, by the number of their parameters.
    static List<Function> called(String word) {
        return Arrays.stream(values()).filter(each -> each.word.equals(word)).toList();
    }

    static Optional<Function> called(String word, int parameters) {
        return called(word).stream()
                .filter(each -> each.parameters.size() == parameters)
                .findFirst();
    }

    /// `logEnd(a partition such as orders-0, a broker)`.
    String usage() {
        return word
                + "("
                + String.join(", ", parameters.stream().map(each -> each.words).toList())
                + ")";
    }
}
