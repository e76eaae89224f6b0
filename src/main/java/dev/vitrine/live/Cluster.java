package dev.vitrine.live;

import dev.vitrine.anatomy.Anatomy;
import dev.vitrine.broker.Broker;
import dev.vitrine.broker.NodeConfig;
import dev.vitrine.broker.NodeState;
import dev.vitrine.broker.api.ControllerEndpoint;
import dev.vitrine.config.BrokerSettings;
import dev.vitrine.config.Settings;
import dev.vitrine.env.StorageException;
import dev.vitrine.event.Event;
import dev.vitrine.fault.Fault;
import dev.vitrine.fault.TimeDeed;
import dev.vitrine.fault.TimeDeed.Goal;
import dev.vitrine.wire.FieldMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/// A cluster that runs: nodes on loopback sockets, which can be killed, stopped, restarted and cut
/// off.
///
/// Every method may be called from any thread. What is asked of a node that cannot do it (to kill
/// one that is down) ends in a [ClusterException] whose message is one sentence for a person.
public final class Cluster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

    /// How many nodes a cluster may grow to.
    public static final int NODES_MAX = 16;

    /// How long a node that is killed may be at one input.
    private static final long KILL_MS_MAX = 10_000;

    /// How long [#close] waits for nodes whose data is kept to shut down cleanly.
    private static final long CLOSE_MS_MAX = 3_000;

    private final ClusterConfig config;
    private final Settings settings;
    private final EventHub hub;
    private final NodeFactory factory;
    private final DataFolder folder;
    private final DilatableClock clock = DilatableClock.atWallTime();
    private final Network network = new Network();
    private final Readiness readiness = new Readiness();
    private final ConcurrentSkipListMap<Integer, Member> members = new ConcurrentSkipListMap<>();
    private final Injector injector = new Injector(members, network, clock, this::tell);
    private final Stepper stepper = new Stepper(members, clock);
    private final Thread atExit = new Thread(this::close, "vitrine-close");
    private boolean closed;

    private Cluster(ClusterConfig config, EventHub hub, NodeFactory factory) {
        this.config = config;
        this.settings = config.check();
        this.hub = hub;
        this.factory = factory;
        this.folder = DataFolder.open(config.dataDir(), config.roles());
        clock.onChange(this::wakeAll);
        clock.onPace((paused, slowdown) ->
                tell(new Event.TimeChanged(Event.OUTSIDE, clock.nowMs(), paused, slowdown)));
    }

    /// Starts a cluster with a hub of its own.
    public static Cluster start(ClusterConfig config) {
        return start(config, new EventHub());
    }

    /// Starts a cluster that tells `hub` everything, from its nodes' starts on. Returns when the
    /// nodes run and their ports are open; [#awaitReady] tells when they serve.
    ///
    /// @throws ClusterException with one sentence when it cannot start; then nothing of it is left
    public static Cluster start(ClusterConfig config, EventHub hub) {
        return start(config, hub, Broker::new);
    }

    /// Starts a cluster of nodes that `factory` makes.
    public static Cluster start(ClusterConfig config, EventHub hub, NodeFactory factory) {
        Cluster cluster = new Cluster(config, hub, factory);
        try {
            cluster.startAll();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private synchronized void startAll() {
        Runtime.getRuntime().addShutdownHook(atExit);
        List<Role> roles = folder.roles();
        for (int nodeId = 1; nodeId <= roles.size(); nodeId++) {
            members.put(nodeId, member(nodeId, roles));
        }
        // All fixed ports first, lest the system gives one of them away in between.
        members.values().forEach(member -> member.ports.hold());
        Map<Integer, Ports.Listeners> listeners = new ConcurrentSkipListMap<>();
        try {
            members.forEach((nodeId, member) -> listeners.put(nodeId, member.ports.listen()));
            members.forEach((nodeId, member) -> prepare(member));
            members.forEach((nodeId, member) -> run(member, listeners.get(nodeId)));
        } catch (RuntimeException e) {
            listeners.values().forEach(Ports.Listeners::close);
            throw e;
        }
    }

    private Member member(int nodeId, List<Role> roles) {
        Role role = roles.get(nodeId - 1);
        List<ControllerEndpoint> voters = new ArrayList<>();
        for (int id = 1; id <= roles.size(); id++) {
            if (roles.get(id - 1).isController()) {
                voters.add(new ControllerEndpoint(id, 0));
            }
        }
        int port = config.basePort() == 0 ? 0 : config.basePort() + nodeId - 1;
        String rack = nodeId <= config.racks().size() ? config.racks().get(nodeId - 1) : "";
        Ports ports = new Ports(role, port);
        NodeConfig described =
                new NodeConfig(
                        nodeId,
                        role.isBroker(),
                        role.isController(),
                        voters,
                        folder.clusterId(),
                        0,
                        0,
                        rack,
                        settings.over(
                                Map.of(
                                        BrokerSettings.LOG_DIRS.name(),
                                        folder.nodeFolder(nodeId).toString())));
        return new Member(described, role, ports, folder.nodeStorage(nodeId));
    }

    private void prepare(Member member) {
        network.register(member.config.nodeId(), member.ports);
        if (member.role.isBroker()) {
            readiness.expect(member.config.nodeId());
        }
    }

    private void run(Member member, Ports.@Nullable Listeners listeners) {
        if (listeners == null) {
            throw new ClusterException("node " + member.config.nodeId() + " has no ports");
        }
        NodeConfig described = member.config;
        NodeConfig known =
                new NodeConfig(
                        described.nodeId(),
                        described.broker(),
                        described.controller(),
                        described.voterIds().stream().map(this::endpoint).toList(),
                        described.clusterId(),
                        member.ports.brokerPort(),
                        member.ports.controllerPort(),
                        described.rack(),
                        described.settings());
        LiveNode run =
                new LiveNode(
                        known,
                        factory,
                        network,
                        member.ports,
                        listeners,
                        member.storage,
                        clock,
                        member.skewMs,
                        this::tell);
        member.run = run;
        run.start();
    }

    private ControllerEndpoint endpoint(int voter) {
        Member member = members.get(voter);
        return new ControllerEndpoint(voter, member == null ? 0 : member.ports.controllerPort());
    }

    private void tell(Event event) {
        if (event instanceof Event.LogCut cut) {
            LOG.warn("Node {}: {}", cut.node(), cut.words());
        }
        readiness.observe(event);
        hub.publish(event);
        stepper.observe(event);
    }

    // ---- what there is -------------------------------------------------------------------------

    /// The brokers' addresses for a client: `127.0.0.1:19092,127.0.0.1:19093`.
    public String bootstrap() {
        return members.values().stream()
                .filter(member -> member.role.isBroker())
                .map(member -> "127.0.0.1:" + member.ports.brokerPort())
                .collect(Collectors.joining(","));
    }

    /// 22 characters of base64, kept with the data.
    public String clusterId() {
        return folder.clusterId();
    }

    /// The nodes' ids, in order.
    public List<Integer> nodeIds() {
        return List.copyOf(members.keySet());
    }

    /// The nodes as they are now, in the order of their ids.
    public List<NodeStatus> nodes() {
        return members.values().stream()
                .map(member ->
                        new NodeStatus(
                                member.config.nodeId(),
                                member.role,
                                member.state(),
                                member.ports.brokerPort(),
                                member.ports.controllerPort(),
                                member.config.rack()))
                .toList();
    }

    /// The faults that last and are in effect now.
    public List<Fault> faults() {
        return injector.faults();
    }

    /// Whether the bytes of requests and answers are kept, the newest so many; at first they are
    /// not. Those of clients whose id begins with `vitrine.` never are.
    public void keepFrames(boolean kept) {
        network.tap().turn(kept);
    }

    /// The bytes of a request that a node took, and of its answer, as far as they are still kept.
    ///
    /// @param connection and `correlationId` as told in the request's event
    public Exchange frames(int node, long connection, int correlationId) {
        return network.tap().find(node, connection, correlationId);
    }

    /// What the bytes of a request mean.
    ///
    /// @return null when they are no longer kept
    public static @Nullable Anatomy requestOf(Exchange exchange) {
        byte[] request = exchange.request();
        return request == null ? null : FieldMap.ofRequest(request, exchange.requestBytes());
    }

    /// What the bytes of an answer mean.
    ///
    /// @return null when there is none, or it or its request is no longer kept
    public static @Nullable Anatomy responseOf(Exchange exchange) {
        byte[] request = exchange.request();
        byte[] response = exchange.response();
        return request == null || response == null
                ? null
                : FieldMap.ofResponse(response, exchange.responseBytes(), request);
    }

    /// Where everything that happens is told.
    public EventHub hub() {
        return hub;
    }

    /// The nodes' time.
    public DilatableClock clock() {
        return clock;
    }

    /// What a node holds right now, as it says itself between two of its inputs.
    ///
    /// @return fails with a [ClusterException] when the node is down
    public CompletableFuture<NodeState> inspect(int node) {
        return running(node)
                .ask(asked ->
                        switch (asked) {
                            case Broker broker -> broker.inspect();
                            default -> throw new ClusterException("node " + node + " is a toy");
                        });
    }

    /// What a node's own log of a partition holds, committed or not, read between two of its
    /// inputs: at most `recordsMax` records, and at most [LogReader#BYTES_MAX] of batches.
    ///
    /// @param fromOffset where to begin; below the log's start it begins there
    /// @param recordsMax 0 for the offsets alone, at most [LogReader#RECORDS_MAX]
    /// @return fails with a [ClusterException] when the node is down or has no such replica
    public CompletableFuture<LoggedRecords> records(
            int node, String topic, int partition, long fromOffset, int recordsMax) {
        return new LogReader(running(node), node, topic, partition).read(fromOffset, recordsMax);
    }

    /// Waits until every broker that runs is registered and unfenced, and all of them know.
    ///
    /// @throws ClusterException with one sentence that says what is missing when the time is up, or
    ///   when all brokers have failed
    public void awaitReady(Duration atMost) {
        try {
            readiness
                    .await(atMost)
                    .ifPresent(missing -> {
                        throw new ClusterException("the cluster does not get ready: " + missing);
                    });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("the wait for the cluster was interrupted", e);
        }
    }

    // ---- what can be done to it ----------------------------------------------------------------

    /// Ends a node abruptly: its sockets are reset, and with `powerLoss` what it did not flush is
    /// gone. Returns when it is down.
    public synchronized void kill(int node, boolean powerLoss) {
        LiveNode run = running(node);
        run.kill(powerLoss);
        awaitEnd(node, run, KILL_MS_MAX);
    }

    /// Shuts a node down cleanly.
    ///
    /// @return completes when it is down, whatever ended it
    public synchronized CompletableFuture<Void> stop(int node) {
        LiveNode run = running(node);
        if (run.state() == NodeStatus.State.PAUSED) {
            throw new ClusterException("node " + node + " is paused");
        }
        run.stop();
        return run.ended().thenAccept(_ -> {});
    }

    /// Starts a node that is down, with its disk and on its ports. Returns when its ports are open.
    public synchronized void restart(int node) {
        checkOpen();
        Member member = member(node);
        if (member.state() != NodeStatus.State.DOWN) {
            throw new ClusterException("node " + node + " is not down");
        }
        Ports.Listeners listeners = member.ports.listen();
        prepare(member);
        run(member, listeners);
    }

    /// Takes a node's disk away. The node is down, and starts again with nothing.
    public synchronized void wipe(int node) {
        checkOpen();
        Member member = member(node);
        if (member.state() != NodeStatus.State.DOWN) {
            throw new ClusterException("node " + node + " is not down");
        }
        try {
            folder.wipe(member.storage, node);
        } catch (StorageException e) {
            throw new ClusterException(String.valueOf(e.getMessage()), e);
        }
    }

    /// Adds a broker that is no controller, and starts it.
    ///
    /// @return its id
    public synchronized int addBroker() {
        checkOpen();
        int nodeId = members.lastKey() + 1;
        if (nodeId > NODES_MAX) {
            throw new ClusterException("a cluster has at most " + NODES_MAX + " nodes");
        }
        List<Role> roles = new ArrayList<>(folder.roles());
        roles.add(Role.BROKER);
        Member added = member(nodeId, roles);
        Ports.Listeners listeners = added.ports.listen();
        try {
            folder.saveRoles(roles);
        } catch (StorageException e) {
            listeners.close();
            throw new ClusterException(String.valueOf(e.getMessage()), e);
        }
        members.put(nodeId, added);
        prepare(added);
        run(added, listeners);
        return nodeId;
    }

    /// Does what a fault says.
    ///
    /// @return completes when it is in effect: a stopped node is down, a hold holds at every node
    /// @throws ClusterException with one sentence when it cannot be
    public synchronized CompletableFuture<Void> apply(Fault fault) {
        checkOpen();
        return switch (fault) {
            case Fault.Kill(int node, boolean powerLoss) -> {
                kill(node, powerLoss);
                yield CompletableFuture.completedFuture(null);
            }
            case Fault.Stop(int node) -> stop(node);
            case Fault.Restart(int node) -> {
                restart(node);
                yield CompletableFuture.completedFuture(null);
            }
            case Fault.Wipe(int node) -> {
                wipe(node);
                injector.tell(fault);
                yield CompletableFuture.completedFuture(null);
            }
            case Fault.Pause pause -> injector.pause(pause);
            case Fault.Resume resume -> injector.resume(resume);
            case Fault.Skew skew -> injector.skew(skew);
            case Fault.SlowDisk slow -> injector.slowDisk(slow);
            case Fault.FullDisk full -> injector.fillDisk(full);
            case Fault.MendDisk mend -> injector.mendDisk(mend);
            case Fault.Corrupt corrupt -> injector.corrupt(corrupt);
            case Fault.Cut cut -> injector.cut(cut);
            case Fault.Heal heal -> injector.heal(heal);
            case Fault.Delay delay -> injector.delay(delay);
            case Fault.Drop drop -> injector.drop(drop);
            case Fault.Hold hold -> injector.hold(hold);
            case Fault.Release release -> injector.release(release);
            case Fault.Deliver deliver -> injector.deliver(deliver);
            case Fault.Swallow swallow -> injector.swallow(swallow);
            case Fault.DeliverFrame deliver -> injector.deliver(deliver);
            case Fault.SwallowFrame swallow -> injector.swallow(swallow);
            case Fault.DelayFrame delay -> injector.delay(delay);
        };
    }

    // ---- its time ------------------------------------------------------------------------------

    /// Does something to the time.
    ///
    /// @return completes when it is done: a run, when it has come to its goal
    /// @throws ClusterException with one sentence when it cannot be
    public CompletableFuture<Void> apply(TimeDeed deed) {
        switch (deed) {
            case TimeDeed.StandStill() -> clock.pause();
            case TimeDeed.GoOn() -> clock.resume();
            case TimeDeed.SlowDown(int slowdown) -> clock.setSlowdown(slowdown);
            case TimeDeed.Step() -> step();
            case TimeDeed.RunTo(Goal goal) -> {
                return runUntil(goal).thenAccept(_ -> {});
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    /// Lets one thing happen while the time stands still: a node takes the input that has waited
    /// longest, or else time goes on to the first deadline of any node; and so on until something
    /// comes of it that is told.
    ///
    /// @return whether there was anything to happen
    /// @throws ClusterException when the time does not stand still
    public boolean step() {
        return stepper.step();
    }

    /// Lets the time go on until something of a kind happens; then it stands still again, before
    /// anything else happens at the node that told it.
    ///
    /// @return completes with what happened; with an exception when another run took its place
    public CompletableFuture<Event> runUntil(Goal kind) {
        return stepper.runUntil(kind);
    }

    private Member member(int node) {
        return injector.member(node);
    }

    private LiveNode running(int node) {
        return member(node).running();
    }

    private void checkOpen() {
        if (closed) {
            throw new ClusterException("the cluster is closed");
        }
    }

    private void wakeAll() {
        for (Member member : members.values()) {
            LiveNode run = member.run;
            if (run != null) {
                run.wake();
            }
        }
    }

    private static void awaitEnd(int node, LiveNode run, long msMax) {
        try {
            run.ended().get(msMax, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new ClusterException("node " + node + " has not ended after " + msMax + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("the wait for node " + node + " was interrupted", e);
        }
    }

    /// Ends all nodes and gives folder and ports free. Nodes whose data is kept shut down cleanly,
    /// if they manage within three seconds; a temporary folder is deleted.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        clock.resume();
        if (config.dataDir().isPresent()) {
            stopAll();
        }
        for (Member member : members.values()) {
            LiveNode run = member.run;
            if (run != null) {
                run.kill(false);
            }
        }
        for (Member member : members.values()) {
            LiveNode run = member.run;
            try {
                if (run != null) {
                    awaitEnd(member.config.nodeId(), run, KILL_MS_MAX);
                }
            } catch (ClusterException e) {
                LOG.warn("{}", e.getMessage());
            }
            member.ports.free();
        }
        network.exhume();
        folder.close();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The process is ending; this is that hook.
        }
    }

    private void stopAll() {
        List<CompletableFuture<?>> ends = new ArrayList<>();
        for (Member member : members.values()) {
            LiveNode run = member.run;
            if (run != null && run.state() != NodeStatus.State.DOWN) {
                run.resume();
                run.stop();
                ends.add(run.ended());
            }
        }
        try {
            CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                    .get(CLOSE_MS_MAX, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("Some nodes did not stop in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
