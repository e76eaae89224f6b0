package dev.vitrine.scenario;

import dev.vitrine.fault.Fault;
import dev.vitrine.fault.TimeDeed;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.live.Cluster;
import dev.vitrine.live.ClusterConfig;
import dev.vitrine.live.ClusterException;
import dev.vitrine.live.EventHub;
import dev.vitrine.scenario.Expectation.When;
import dev.vitrine.scenario.Scenario.Chapter;
import dev.vitrine.scenario.Scenario.Step;
import dev.vitrine.scenario.Scenario.TopicPlan;
import dev.vitrine.workload.Workload;
import dev.vitrine.workload.WorkloadException;

import org.apache.kafka.common.errors.InterruptException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/// Plays a lesson: starts the cluster that it describes, acts, waits for what it waits for, and
/// computes its facts. The same with a window and without.
///
/// ```text
/// open ──► play ──► close          a lesson is played again with another player
/// ```
///
/// The cluster and the clients are there from `open` to `close`, for free play before, in between
/// and after.
public final class Player implements AutoCloseable {
    /// How long the cluster may take until it serves.
    private static final Duration READY_MAX = Duration.ofSeconds(60);

    /// How long a fault may take to be in effect.
    private static final long EFFECT_MS_MAX = 30_000;

    /// How often a condition is looked at when nothing is told.
    private static final long LOOK_MS = 20;

    /// How long the logs are left alone between two audits while a condition is waited for.
    private static final long AUDIT_PAUSE_MS = 100;

    private final Scenario scenario;
    private final Timings timings;
    private final Watch watch;
    private final Cluster cluster;
    private final Workload workload;
    private final Map<String, Value> named = new TreeMap<>();
    private final List<FactResult> results = new ArrayList<>();

    private Player(Scenario scenario, Timings timings, Watch watch, Cluster cluster) {
        this.scenario = scenario;
        this.timings = timings;
        this.watch = watch;
        this.cluster = cluster;
        this.workload = new Workload(cluster::bootstrap, cluster.clock(), cluster.hub());
    }

    /// Starts the cluster of a scenario. Returns when its nodes run; [#play] waits until they
    /// serve.
    ///
    /// @param hub gets everything that happens; a reader that opens its subscription before this
    ///   call misses nothing
    /// @param adjust changes what the cluster is made of: fixed ports, a data folder
    /// @throws ClusterException with one sentence when it cannot start
    public static Player open(
            Scenario scenario, Timings timings, EventHub hub, UnaryOperator<ClusterConfig> adjust) {
        Map<String, String> settings = new TreeMap<>(timings.settings(Timings.Where.BROKER));
        settings.putAll(scenario.topology().settings());
        ClusterConfig config =
                adjust.apply(
                        ClusterConfig.ofBrokers(scenario.topology().brokers())
                                .withSettings(settings));
        Watch watch = new Watch(hub);
        try {
            return new Player(scenario, timings, watch, Cluster.start(config, hub));
        } catch (RuntimeException e) {
            watch.close();
            throw e;
        }
    }

    public Scenario scenario() {
        return scenario;
    }

    public Timings timings() {
        return timings;
    }

    public Cluster cluster() {
        return cluster;
    }

    public Workload workload() {
        return workload;
    }

    /// Plays the lesson from its beginning to its end, on the caller's thread; once.
    ///
    /// @throws InterruptedException when the thread is interrupted, which ends the lesson
    public Outcome play(Audience audience) throws InterruptedException {
        long beganMs = cluster.clock().nowMs();
        String broken = "";
        try {
            setUp();
            audience.onReady();
            int number = 0;
            for (Chapter chapter : scenario.chapters()) {
                playChapter(++number, chapter, audience);
            }
        } catch (Broken | ClusterException | WorkloadException e) {
            broken = String.valueOf(e.getMessage());
        } catch (InterruptException e) {
            // Kafka's clients say it so, and set the flag, which InterruptedException means.
            Thread.interrupted();
            throw new InterruptedException("the lesson was ended");
        }
        addNotReached();
        Outcome outcome =
                new Outcome(
                        scenario.id(),
                        timings,
                        List.copyOf(results),
                        broken,
                        cluster.clock().nowMs() - beganMs);
        audience.onEnd(outcome);
        return outcome;
    }

    /// The lesson cannot go on.
    private static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Broken(String sentence) {
            super(sentence);
        }
    }

    private void addNotReached() {
        Set<String> reached = new HashSet<>();
        results.forEach(result -> reached.add(result.fact().id()));
        for (Expectation fact : scenario.facts()) {
            if (!reached.contains(fact.id())) {
                results.add(FactResult.notReached(fact));
            }
        }
    }

    // ---- before the first step -----------------------------------------------------------------

    private void setUp() throws InterruptedException {
        cluster.awaitReady(READY_MAX);
        for (TopicPlan topic : scenario.topology().topics()) {
            createTopic(topic);
        }
        scenario.topology().clients().consumers().forEach(this::start);
        scenario.topology().clients().producers().forEach(this::start);
    }

    private void createTopic(TopicPlan topic) throws InterruptedException {
        workload.administrator()
                .createTopic(
                        topic.name(),
                        topic.partitions(),
                        topic.replicationFactor(),
                        topic.settings());
        long untilMs = cluster.clock().nowMs() + Wait.WITHIN_MS;
        while (!isWhole(topic, watch.now())) {
            if (cluster.clock().nowMs() > untilMs) {
                throw new Broken("topic " + topic.name() + " did not get its leaders and replicas");
            }
            watch.awaitMore(LOOK_MS);
        }
    }

    /// Whether each of its partitions has a leader and all replicas in sync, with their logs open.
    private static boolean isWhole(TopicPlan topic, Snapshot snapshot) {
        for (int number = 0; number < topic.partitions(); number++) {
            PartitionView view = snapshot.partition(topic.name(), number);
            if (view == null
                    || view.isOffline()
                    || view.isr().size() < topic.replicationFactor()
                    || view.logs().size() < topic.replicationFactor()) {
                return false;
            }
        }
        return true;
    }

    // ---- steps ---------------------------------------------------------------------------------

    private void playChapter(int number, Chapter chapter, Audience audience)
            throws InterruptedException {
        audience.onChapter(number, chapter);
        long beganMs = cluster.clock().nowMs();
        List<Monitor> monitors = watchOver(chapter.throughout());
        try {
            int step = 0;
            for (Step each : chapter.steps()) {
                playStep(number + "." + ++step, each, audience);
                audience.awaitContinue();
            }
        } finally {
            monitors.forEach(watch::remove);
        }
        monitors.forEach(monitor -> add(monitor.result(sinceMs(beganMs)), audience));
    }

    private List<Monitor> watchOver(List<Expectation> facts) {
        List<Monitor> monitors = new ArrayList<>();
        for (Expectation fact : facts) {
            if (fact.when() == When.ALWAYS || fact.when() == When.NEVER) {
                Monitor monitor = new Monitor(fact, workload.ledger(), named);
                watch.add(monitor);
                monitors.add(monitor);
            }
        }
        return monitors;
    }

    private void playStep(String number, Step step, Audience audience) throws InterruptedException {
        audience.onStep(number, step);
        if (!step.narration().isEmpty()) {
            audience.onNarration(step.narration());
        }
        for (Let let : step.lets()) {
            named.put(let.name(), awaitValue(let));
        }
        Question question = step.question();
        OptionalLong answer =
                question == null ? OptionalLong.empty() : audience.awaitAnswer(question);
        long beganMs = cluster.clock().nowMs();
        List<Monitor> monitors = watchOver(step.expectations());
        try {
            for (Action action : step.actions()) {
                act(action, audience);
            }
            for (Wait wait : step.waits()) {
                audience.onWait(wait.words());
                await(wait);
            }
            for (Expectation fact : step.expectations()) {
                decide(fact, beganMs).ifPresent(result -> add(result, audience));
            }
        } finally {
            monitors.forEach(watch::remove);
        }
        monitors.forEach(monitor -> add(monitor.result(sinceMs(beganMs)), audience));
        if (question != null) {
            audience.onVerdict(judge(question, answer));
        }
        if (!step.explanation().isEmpty()) {
            audience.onExplanation(step.explanation());
        }
        audience.onStepDone(number, step, watch.now());
    }

    private void add(FactResult result, Audience audience) {
        results.add(result);
        audience.onFact(result);
    }

    private long sinceMs(long beganMs) {
        return cluster.clock().nowMs() - beganMs;
    }

    private Value awaitValue(Let let) throws InterruptedException {
        Expression is = let.is().expression();
        long untilMs = cluster.clock().nowMs() + Wait.WITHIN_MS;
        while (true) {
            Value value = facts().value(is);
            if (!(value instanceof Value.Unknown)) {
                return value;
            }
            if (cluster.clock().nowMs() > untilMs) {
                throw new Broken(
                        "\"" + let.name() + "\" cannot be named: " + let.is() + " is not known");
            }
            watch.awaitMore(pauseMs(is));
        }
    }

    private void await(Wait wait) throws InterruptedException {
        Expression until = wait.until().expression();
        Facts facts = awaitTrue(until, cluster.clock().nowMs() + wait.withinMs());
        if (!facts.holds(until)) {
            throw new Broken(
                    "waited "
                            + wait.withinMs()
                            + " ms in vain for "
                            + wait.words()
                            + ": "
                            + facts.found(until));
        }
    }

    /// Waits until a condition holds, and not longer than a time of the cluster.
    ///
    /// @return the state at the end of the wait
    private Facts awaitTrue(Expression condition, long untilMs) throws InterruptedException {
        while (true) {
            Facts facts = facts();
            if (facts.holds(condition) || cluster.clock().nowMs() >= untilMs) {
                return facts;
            }
            watch.awaitMore(pauseMs(condition));
        }
    }

    private static long pauseMs(Expression condition) {
        return condition.needsAudit() ? AUDIT_PAUSE_MS : LOOK_MS;
    }

    /// Computes a fact at the end of its step; empty for those that a monitor watches.
    private Optional<FactResult> decide(Expectation fact, long beganMs)
            throws InterruptedException {
        if (fact.when() == When.ALWAYS || fact.when() == When.NEVER) {
            return Optional.empty();
        }
        Expression condition = fact.condition().expression();
        long untilMs =
                cluster.clock().nowMs() + (fact.when() == When.EVENTUALLY ? fact.withinMs() : 0);
        Facts decided = awaitTrue(condition, untilMs);
        return Optional.of(
                new FactResult(
                        fact,
                        true,
                        decided.holds(condition),
                        decided.found(condition),
                        sinceMs(beganMs)));
    }

    private Verdict judge(Question question, OptionalLong given) {
        return switch (question) {
            case Question.OfChoice(String words, List<Question.Choice> choices) -> {
                Facts facts = facts();
                List<Integer> right = new ArrayList<>();
                for (int place = 0; place < choices.size(); place++) {
                    if (facts.holds(choices.get(place).rightIf().expression())) {
                        right.add(place);
                    }
                }
                if (right.size() != 1) {
                    throw new Broken(
                            "of the answers to \"" + words + "\" " + right.size() + " are right");
                }
                yield new Verdict(
                        question, given, right.getFirst(), choices.get(right.getFirst()).words());
            }
            case Question.OfNumber(String words, Formula number) ->
                    verdict(question, given, words, number, "");
            case Question.OfBroker(String words, Formula broker) ->
                    verdict(question, given, words, broker, "broker ");
        };
    }

    private Verdict verdict(
            Question question, OptionalLong given, String words, Formula answer, String noun) {
        if (facts().value(answer.expression()) instanceof Value.Number(long right)) {
            return new Verdict(question, given, right, noun + right);
        }
        throw new Broken("the answer to \"" + words + "\" is not known: " + answer);
    }

    // ---- what facts are computed from ----------------------------------------------------------

    /// The state now. The logs are read once at most, when first asked for.
    private Facts facts() {
        Map<String, Boolean> audits = new TreeMap<>();
        return new Facts(
                new Evidence(
                        watch.now(),
                        workload.ledger(),
                        named,
                        topic -> audits.computeIfAbsent(topic, this::audited)));
    }

    /// Reads the logs of a topic. Says whether all of them could be read.
    private boolean audited(String topic) {
        Snapshot.TopicView view = watch.now().topic(topic);
        if (view == null || view.partitions().isEmpty()) {
            return false;
        }
        for (PartitionView partition : view.partitions()) {
            int number = partition.id().partition();
            if (workload.audit(topic, number, () -> leaderLogEnd(topic, number))
                    == Workload.AuditResult.UNREADABLE) {
                return false;
            }
        }
        return true;
    }

    private long leaderLogEnd(String topic, int number) {
        PartitionView view = watch.now().partition(topic, number);
        Snapshot.ReplicaView log = view == null ? null : view.log(view.leader());
        return log == null ? -1 : log.logEndOffset();
    }

    // ---- actions -------------------------------------------------------------------------------

    private void act(Action action, Audience audience) throws InterruptedException {
        if (action instanceof Action.Break(FaultTemplate template)) {
            inject(template, audience);
            return;
        }
        audience.onAction(action.words());
        switch (action) {
            case Action.CreateTopic(TopicPlan topic) -> createTopic(topic);
            case Action.StartProducer producer -> start(producer);
            case Action.StartConsumer consumer -> start(consumer);
            case Action.StopClient(String client) -> workload.stop(client);
            case Action.Send(String producer, int records) -> workload.send(producer, records);
            case Action.Time(TimeDeed deed) -> await(deed.words(), cluster.apply(deed));
            case Action.Break _ -> {}
        }
    }

    private void start(Action.StartProducer producer) {
        workload.startProducer(producer.plan());
    }

    private void start(Action.StartConsumer consumer) {
        workload.startConsumer(
                consumer.plan().withDefaults(timings.settings(Timings.Where.CONSUMER)));
    }

    private void inject(FaultTemplate template, Audience audience) throws InterruptedException {
        List<Fault> faults =
                template.faults(facts())
                        .orElseThrow(() ->
                                new Broken(
                                        "\""
                                                + template
                                                + "\" cannot be done: one of its brokers is"
                                                + " not known"));
        for (Fault fault : faults) {
            audience.onAction(fault.words());
            await(fault.words(), cluster.apply(fault));
        }
    }

    private static void await(String words, CompletableFuture<Void> effect)
            throws InterruptedException {
        try {
            effect.get(EFFECT_MS_MAX, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new Broken("\"" + words + "\" failed: " + cause.getMessage());
        } catch (TimeoutException e) {
            throw new Broken("\"" + words + "\" is not in effect after " + EFFECT_MS_MAX + " ms");
        }
    }

    /// Ends the clients and the cluster. A lesson that is being played has to be interrupted first.
    @Override
    public void close() {
        workload.close();
        cluster.close();
        watch.close();
    }
}
