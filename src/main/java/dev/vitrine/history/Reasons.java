package dev.vitrine.history;

import dev.vitrine.event.Event.PartitionChanged;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads, from the reason that the engine gave, which happening it names. The sentences are those
/// of the controller's decisions, the quorum's `RoleReason` and the leader's proposals.
final class Reasons {
    /// What led to a change of a partition.
    ///
    /// @param names of the happening, the newest of which it was; empty when it has none
    /// @param fencing the broker whose fencing is told next, -1 for none
    /// @param otherwise what stands there without a name
    record Cause(List<String> names, int fencing, long otherwise) {}

    /// @param names with `#` for the broker, `@` for the partition and `%` for its topic; none for
    ///   what an administrator asked for, or what the cluster does by itself
    private record Rule(Pattern sentence, List<String> names) {
        static Rule of(String sentence, String... names) {
            return new Rule(Pattern.compile(sentence), List.of(names));
        }
    }

    private static final Pattern FENCED = Pattern.compile("broker (\\d+) was fenced.*");
    private static final String BROKER = "broker (?<broker>\\d+) ";
    private static final String UNCLEAN = " unclean.leader.election.enable";
    private static final String MIN_ISR = " min.insync.replicas";

    private static final List<Rule> RULES =
            List.of(
                    Rule.of(BROKER + "is alive.*", "let-in #"),
                    Rule.of(BROKER + "is about to stop.*", "stop #"),
                    Rule.of(BROKER + "started again.*", "register #"),
                    Rule.of(BROKER + "has caught up.*", "propose @"),
                    Rule.of(BROKER + "lags behind.*", "propose @"),
                    Rule.of(
                            "an unclean election is allowed.*",
                            "config topic %" + UNCLEAN,
                            "config all brokers" + UNCLEAN),
                    Rule.of(
                            "min.insync.replicas was changed.*",
                            "config topic %" + MIN_ISR,
                            "config all brokers" + MIN_ISR),
                    Rule.of("partitions were added.*"),
                    Rule.of(BROKER + "was unregistered.*"),
                    Rule.of("leaders are balanced.*"),
                    Rule.of("an? (unclean|preferred) election was asked for.*"),
                    Rule.of("it moves to brokers .*"),
                    Rule.of("its move was stopped.*"));

    private static final Pattern LEADER = Pattern.compile("node (\\d+)");
    private static final Pattern FOLLOWER = Pattern.compile("broker \\[?(\\d+)");

    private Reasons() {}

    static Cause of(String why, String topic, String partition) {
        Matcher fenced = FENCED.matcher(why);
        if (fenced.matches()) {
            return new Cause(List.of(), Integer.parseInt(fenced.group(1)), Happening.NOT_TOLD);
        }
        for (Rule rule : RULES) {
            Matcher matcher = rule.sentence.matcher(why);
            if (matcher.matches()) {
                String broker = matcher.namedGroups().isEmpty() ? "" : matcher.group("broker");
                List<String> names =
                        rule.names.stream()
                                .map(name ->
                                        name.replace("#", broker)
                                                .replace("@", partition)
                                                .replace("%", topic))
                                .toList();
                return new Cause(names, -1, names.isEmpty() ? Happening.ROOT : Happening.NOT_TOLD);
            }
        }
        return new Cause(List.of(), -1, Happening.NOT_TOLD);
    }

    /// Whether a voter only says what it was before it ended.
    static boolean isStart(String why) {
        return why.equals("it starts");
    }

    /// Whether somebody asked for it.
    static boolean isAsked(String why) {
        return why.equals("deleted by request");
    }

    /// The leader that a voter no longer hears; -1 when the sentence names none.
    static int leaderIn(String why) {
        return number(LEADER, why);
    }

    /// The follower that fell behind or caught up, the first of several; -1 when there is none.
    static int followerIn(String why) {
        return number(FOLLOWER, why);
    }

    private static int number(Pattern pattern, String why) {
        Matcher matcher = pattern.matcher(why);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    static String led(PartitionChanged now) {
        return now.leader() < 0
                ? "without a leader"
                : "led by broker " + now.leader() + ", epoch " + now.leaderEpoch();
    }

    /// What is another now, in words.
    static String change(String id, PartitionChanged before, PartitionChanged now) {
        List<String> parts = new ArrayList<>();
        if (before.leader() != now.leader()) {
            parts.add(
                    (now.leader() < 0 ? "nobody leads it" : "broker " + now.leader() + " leads it")
                            + (before.leader() < 0 ? "" : ", before " + before.leader())
                            + ", epoch "
                            + before.leaderEpoch()
                            + " → "
                            + now.leaderEpoch());
        } else if (before.leaderEpoch() != now.leaderEpoch()) {
            parts.add("epoch " + before.leaderEpoch() + " → " + now.leaderEpoch());
        }
        if (!before.isr().equals(now.isr())) {
            parts.add("in sync " + ids(before.isr()) + " → " + ids(now.isr()));
        }
        if (!before.replicas().equals(now.replicas())) {
            parts.add("replicas " + ids(before.replicas()) + " → " + ids(now.replicas()));
        }
        if (!before.elr().equals(now.elr())) {
            parts.add("eligible " + ids(now.elr()));
        }
        return id + ": " + (parts.isEmpty() ? "no visible change" : String.join("; ", parts));
    }

    static String ids(List<Integer> ids) {
        return ids.isEmpty()
                ? "nobody"
                : String.join(",", ids.stream().map(String::valueOf).toList());
    }
}
