package dev.vitrine.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.Settings;
import dev.vitrine.env.Environment;
import dev.vitrine.event.Event;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// An active controller over a log in memory, whose records become committed when the test says so.
public final class ControllerFixture implements RecordPort {
    static final long SESSION_MS = 9_000;

    /// What a broker of this version can go by.
    static final List<Request.RegisterBroker.Range> SERVED =
            Arrays.stream(Feature.values())
                    .filter(Feature::isServed)
                    .map(feature ->
                            new Request.RegisterBroker.Range(
                                    feature.text(), feature.min(), feature.max()))
                    .toList();

    long nowMs = 1_000_000;
    boolean leading = true;
    final List<byte[]> log = new ArrayList<>();
    final List<Event> events = new ArrayList<>();
    public final ClusterImage image = new ClusterImage();
    final ImageEvents told;
    public final Controller controller;
    final Settings settings;

    ControllerFixture(long seed, Map<String, String> settings) {
        this.settings = Settings.ofBroker(settings);
        Environment env =
                new Environment(() -> nowMs, null, null, new SplittableRandom(seed), null);
        told = new ImageEvents(1, () -> nowMs, image, events::add);
        controller =
                new Controller(
                        new ControllerConfig(1, SESSION_MS, this.settings),
                        image,
                        env,
                        events::add,
                        this);
    }

    public static ControllerFixture active() {
        return active(1, Map.of());
    }

    static ControllerFixture active(long seed, Map<String, String> settings) {
        ControllerFixture fixture = new ControllerFixture(seed, settings);
        fixture.controller.onActive(1);
        return fixture;
    }

    /// With brokers 1 to n, alive.
    public static ControllerFixture withBrokers(int n) {
        return active().brokers(n);
    }

    ControllerFixture brokers(int n) {
        for (int id = 1; id <= n; id++) {
            startBroker(id);
        }
        return this;
    }

    // ---- the log -------------------------------------------------------------------------------

    @Override
    public long endOffset() {
        return log.size();
    }

    @Override
    public int leader() {
        return -1;
    }

    @Override
    public long append(int term, List<byte[]> records) {
        if (!leading) {
            return -1;
        }
        log.addAll(records);
        return log.size() - 1;
    }

    /// Commits and replays all that was appended.
    void commit() {
        while (image.nextOffset() < log.size()) {
            long offset = image.nextOffset();
            MetadataRecord record = record(offset);
            image.replay(offset, record);
            told.replayed(offset, 1, record);
        }
        controller.onApplied(image.nextOffset());
    }

    MetadataRecord record(long offset) {
        return MetadataRecord.decode(ByteBuffer.wrap(log.get((int) offset)));
    }

    /// Lets the controller work and the quorum commit, until nothing is left to do.
    public void settle() {
        controller.onTime();
        while (image.nextOffset() < log.size()) {
            commit();
            controller.onTime();
        }
    }

    // ---- asking --------------------------------------------------------------------------------

    <R> List<Reply<R>> ask(Request<R> request) {
        List<Reply<R>> replies = new ArrayList<>();
        controller.submit(request, replies::add);
        return replies;
    }

    <R> Reply<R> reply(Request<R> request) {
        List<Reply<R>> replies = ask(request);
        settle();
        assertThat(replies).hasSize(1);
        return replies.getFirst();
    }

    <R> R decided(Request<R> request) {
        Reply<R> reply = reply(request);
        assertThat(reply).isInstanceOf(Reply.Decided.class);
        return ((Reply.Decided<R>) reply).value();
    }

    <R> Errors refused(Request<R> request) {
        Reply<R> reply = reply(request);
        assertThat(reply).isInstanceOf(Reply.Refused.class);
        return ((Reply.Refused<R>) reply).error();
    }

    // ---- brokers -------------------------------------------------------------------------------

    static Request.RegisterBroker registration(int id, String incarnation, long previousEpoch) {
        return registration(
                id, incarnation, previousEpoch, SERVED, List.of(new Uuid(7, 1_000 + id)));
    }

    static Request.RegisterBroker registration(
            int id,
            String incarnation,
            long previousEpoch,
            List<Request.RegisterBroker.Range> features,
            List<Uuid> logDirs) {
        return new Request.RegisterBroker(
                id, incarnation, "127.0.0.1", 9090 + id, "", previousEpoch, features, logDirs);
    }

    long register(int id, String incarnation) {
        return decided(registration(id, incarnation, -1)).brokerEpoch();
    }

    /// Registers a broker and lets it come alive.
    public void startBroker(int id) {
        register(id, "incarnation-" + id);
        assertThat(beat(id).fenced()).isFalse();
    }

    public long epoch(int id) {
        return image.broker(id).orElseThrow().epoch();
    }

    Request.Heartbeat heartbeat(int id, boolean wantFence, boolean wantShutdown) {
        return new Request.Heartbeat(
                id, epoch(id), image.nextOffset() - 1, wantFence, wantShutdown);
    }

    Request.Heartbeat.Beat beat(int id) {
        return decided(heartbeat(id, false, false));
    }

    /// A heartbeat while nothing can be committed.
    void beatWithoutSettling(int id) {
        assertThat(ask(heartbeat(id, false, false))).hasSize(1);
    }

    Request.Heartbeat.Beat beatToStop(int id) {
        return decided(heartbeat(id, false, true));
    }

    /// Time passes until the sessions of all but these brokers have run out.
    void silenceAllBut(int... alive) {
        for (int half = 0; half < 2; half++) {
            nowMs += SESSION_MS / 2;
            for (int id : alive) {
                beat(id);
            }
        }
        settle();
    }

    /// Another broker leads `orders` now, and this one is alive and in sync again.
    public void moveLeadershipAwayFrom(int id) {
        List<Integer> isr = orders().isr();
        silenceAllBut(isr.stream().filter(member -> member != id).mapToInt(i -> i).toArray());
        beat(id);
        assertThat(propose(orders().leader(), proposal(isr)).error()).isEqualTo(Errors.NONE);
    }

    // ---- topics --------------------------------------------------------------------------------

    static Request.CreateTopics.NewTopic topic(String name, int partitions, int replicas) {
        return new Request.CreateTopics.NewTopic(name, partitions, replicas, List.of(), List.of());
    }

    static Request.CreateTopics.NewTopic assigned(String name, List<List<Integer>> replicas) {
        List<Request.CreateTopics.Assignment> assignments = new ArrayList<>();
        for (int i = 0; i < replicas.size(); i++) {
            assignments.add(new Request.CreateTopics.Assignment(i, replicas.get(i)));
        }
        return new Request.CreateTopics.NewTopic(name, -1, -1, assignments, List.of());
    }

    Request.CreateTopics.Outcome create(Request.CreateTopics.NewTopic topic) {
        return decided(new Request.CreateTopics(List.of(topic), false)).getFirst();
    }

    /// A topic `orders` of one partition on these brokers.
    public void orders(Integer... replicas) {
        assertThat(create(assigned("orders", List.of(List.of(replicas)))).error())
                .isEqualTo(Errors.NONE);
    }

    public PartitionRegistration orders() {
        return image.partition("orders", 0).orElseThrow();
    }

    public Uuid ordersId() {
        return image.topicId("orders").orElseThrow();
    }

    void set(String topic, String key, String value) {
        Request.AlterConfigs.Resource resource =
                new Request.AlterConfigs.Resource(
                        ResourceType.TOPIC,
                        topic,
                        List.of(
                                new Request.AlterConfigs.Change(
                                        key, Request.AlterConfigs.Operation.SET, value)));
        assertThat(
                        decided(new Request.AlterConfigs(List.of(resource), false, false))
                                .getFirst()
                                .error())
                .isEqualTo(Errors.NONE);
    }

    Request.AlterPartition.Proposal proposal(List<Integer> isr) {
        return new Request.AlterPartition.Proposal(
                ordersId(),
                0,
                orders().leaderEpoch(),
                orders().partitionEpoch(),
                false,
                isr.stream()
                        .map(id ->
                                new Request.AlterPartition.Member(
                                        id,
                                        image.broker(id)
                                                .map(BrokerRegistration::epoch)
                                                .orElse(-1L)))
                        .toList());
    }

    Request.AlterPartition.Outcome propose(int broker, Request.AlterPartition.Proposal proposal) {
        return decided(new Request.AlterPartition(broker, epoch(broker), List.of(proposal)))
                .getFirst();
    }
}
