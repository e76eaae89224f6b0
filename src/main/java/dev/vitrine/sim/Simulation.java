package dev.vitrine.sim;

import dev.vitrine.broker.NodeConfig;
import dev.vitrine.broker.api.ControllerEndpoint;
import dev.vitrine.config.Settings;
import dev.vitrine.env.Environment;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// One run of one seed: a cluster and its clients, first under faults, then without.
///
/// 1. *Start.* Unless the seed says otherwise, the cluster comes up and creates its topics in
///    peace.
/// 2. *Safety.* Faults strike; the invariants hold after every input.
/// 3. *Liveness.* All faults end. Within [Recovery#WITHIN_MS] everything works again: see
///    [Recovery].
/// 4. All committed batches of all nodes are compared once more, and with every promise given.
public final class Simulation {
    /// Machines with this id and above are clients.
    static final int CLIENT_IDS_FROM = 1_000;

    /// How long an undisturbed cluster may take until its topics are there, in virtual
    /// milliseconds.
    static final long START_WITHIN_MS = 20_000;

    /// More inputs than this in one run mean that the nodes talk without end.
    static final long EVENTS_MAX = 3_000_000;

    /// How long clients wait for an answer.
    private static final long CLIENT_TIMEOUT_MS = 2_000;

    private static final long STEP_MS = 100;

    private final long seed;
    private final PlantedBug bug;
    private final Options options;
    private final RandomGenerator changes;
    private final Invariants invariants = new Invariants();
    private final World world;
    private final List<Machine> members = new ArrayList<>();
    private final List<Machine> producers = new ArrayList<>();
    private final List<Machine> readers = new ArrayList<>();
    private final Machine admin;
    private final Nemesis nemesis;
    private int lastClient = CLIENT_IDS_FROM;

    /// What a run came to.
    ///
    /// @param events inputs that nodes were given
    /// @param virtualMs how long it took in the simulated world
    /// @param totals what happened, in numbers
    /// @param hash a digest of everything that happened; the same seed gives the same one
    public record Result(
            long seed, long events, long virtualMs, int faults, Tally.Totals totals, long hash) {}

    /// An invariant does not hold in the run of a seed. The message says all there is to say, and
    /// how to see it again.
    public static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String invariant;

        Failure(String invariant, String message, Throwable cause) {
            super(message, cause);
            this.invariant = invariant;
        }

        public String invariant() {
            return invariant;
        }
    }

    private Simulation(long seed, PlantedBug bug, @Nullable PrintStream trace) {
        this.seed = seed;
        this.bug = bug;
        this.options =
                Options.draw(Seeds.stream(seed, "options", 0), Seeds.stream(seed, "options", 1));
        this.changes = Seeds.stream(seed, "changes", 0);
        this.world = new World(seed, options.weather(), invariants);
        invariants.watch(world);
        if (trace != null) {
            trace.println(options);
            world.traceTo(new Trace(trace));
        }
        addNodes();
        this.admin = addAdmin();
        addClients();
        this.nemesis =
                new Nemesis(
                        world,
                        options,
                        invariants.view(),
                        invariants.tally(),
                        members,
                        () -> !isAdminDone());
    }

    /// Runs a seed.
    ///
    /// @throws Failure at the first invariant that does not hold
    public static Result run(long seed) {
        return run(seed, PlantedBug.NONE, null);
    }

    static Result run(long seed, PlantedBug bug, @Nullable PrintStream trace) {
        return new Simulation(seed, bug, trace).run();
    }

    private Result run() {
        try {
            start();
            live();
            recover();
            invariants.compareAll();
        } catch (Violation e) {
            throw failure(e);
        }
        Result result =
                new Result(
                        seed,
                        world.events(),
                        world.nowMs() - World.BEGINNING_MS,
                        nemesis.faults(),
                        invariants.tally().totals(invariants.ledger(), starts()),
                        world.hash());
        world.end();
        return result;
    }

    private long starts() {
        return options.nodes().stream().mapToLong(id -> world.machine(id).starts()).sum();
    }

    private Failure failure(Violation e) {
        String message =
                String.format(
                        java.util.Locale.ROOT,
                        "seed %d, %.3f s, event %d: %s does not hold: %s%n"
                                + "  replay: bin/vitrine simulate --seeds %d..%d",
                        seed,
                        world.nowMicros() / 1e6,
                        world.events(),
                        "\"" + e.invariant() + "\"",
                        e.getMessage(),
                        seed,
                        seed);
        return new Failure(e.invariant(), message, e);
    }

    // ---- phases --------------------------------------------------------------------------------

    private void start() {
        options.nodes().stream()
                .filter(id -> !options.lateBrokers().contains(id))
                .forEach(id -> world.machine(id).start());
        admin.start();
        if (options.faultsFromStart()) {
            nemesis.begin();
            startClients();
            return;
        }
        long untilMs = world.nowMs() + START_WITHIN_MS;
        while (!isAdminDone()) {
            step();
            if (world.nowMs() > untilMs) {
                throw new Violation("an undisturbed cluster starts", "topics are still missing");
            }
        }
        startClients();
        nemesis.begin();
    }

    private void startClients() {
        producers.forEach(Machine::start);
        readers.forEach(Machine::start);
        members.forEach(Machine::start);
    }

    private void live() {
        long beganMs = world.nowMs();
        long untilMs = beganMs + options.safetyMs();
        int extra = 0;
        int moves = 0;
        int joined = 0;
        while (world.nowMs() < untilMs) {
            step();
            long part = world.nowMs() - beganMs;
            if (joined < options.lateBrokers().size() && part > options.safetyMs() / 4) {
                world.machine(options.lateBrokers().get(joined++)).start();
            }
            if (!(admin.node() instanceof SimAdmin running)) {
                continue;
            }
            if (extra < options.extraTopics()) {
                extra++;
                addExtraTopic(extra);
            }
            if (moves < options.moves() && running.isDone() && nemesis.letsChange()) {
                moves++;
                change();
            }
        }
    }

    private void addExtraTopic(int number) {
        short replicas = (short) Math.min(options.brokers().size(), 1 + number % 3);
        String topic = "extra" + number;
        ask(new AdminTask.CreateTopic(topic, 1 + number, replicas, new TreeMap<>()));
        if (number % 2 == 0) {
            ask(new AdminTask.DeleteTopic(topic));
        }
    }

    private void ask(AdminTask task) {
        admin.input(node -> ((SimAdmin) node).add(task));
    }

    /// Moves a partition, perhaps calls the move off, and waits until it is over; or lets preferred
    /// leaders be elected; or deletes records of a topic that may forget.
    private void change() {
        Options.Topic topic = options.topics().get(changes.nextInt(options.topics().size()));
        Place place = new Place(topic.name(), changes.nextInt(topic.partitions()));
        if (topic.name().startsWith(Options.Topic.RETAINED) && changes.nextBoolean()) {
            ask(new AdminTask.DeleteRecords(place));
            return;
        }
        List<Integer> brokers = new ArrayList<>(options.brokers());
        Collections.shuffle(brokers, Random.from(changes));
        ask(new AdminTask.Reassign(place, List.copyOf(brokers.subList(0, topic.replicas()))));
        if (changes.nextInt(4) == 0) {
            ask(new AdminTask.Reassign(place, null));
        }
        ask(new AdminTask.AwaitReassigned());
        if (changes.nextInt(3) == 0) {
            ask(new AdminTask.ElectPreferred());
        }
    }

    private void recover() {
        nemesis.end();
        producers.forEach(this::stopProducing);
        Recovery recovery = new Recovery(world, options, invariants, producers, readers, members);
        recovery.awaitAll(this::step, this::isAdminDone);
    }

    private void stopProducing(Machine machine) {
        machine.input(node -> ((SimProducer) node).stopProducing());
    }

    private boolean isAdminDone() {
        return admin.node() instanceof SimAdmin running && running.isDone();
    }

    private void step() {
        world.runForMs(STEP_MS);
        if (world.events() > EVENTS_MAX) {
            throw new Violation("a run comes to an end", world.events() + " events");
        }
    }

    // ---- machines ------------------------------------------------------------------------------

    private void addNodes() {
        for (int id : options.nodes()) {
            boolean controller = options.voters().contains(id);
            boolean broker = options.brokers().contains(id);
            NodeConfig config =
                    new NodeConfig(
                            id,
                            broker,
                            controller,
                            options.voters().stream()
                                    .map(voter -> new ControllerEndpoint(voter, 29_000 + voter))
                                    .toList(),
                            "c2ltdWxhdGVkY2x1c3RlcjE",
                            19_000 + id,
                            controller ? 29_000 + id : 0,
                            "",
                            Settings.ofBroker(options.settings()));
            SimDisk disk =
                    bug == PlantedBug.FLUSH_LIES
                            ? new SimDisk.Lying(world.stream("disk", id))
                            : new SimDisk(world.stream("disk", id));
            world.add(id, new Programs.BrokerProgram(config, bug), disk);
        }
    }

    private Machine addClient(Function<Environment, SimClient> client) {
        int id = lastClient++;
        return world.add(
                id, new Programs.ClientProgram(client), new SimDisk(world.stream("disk", id)));
    }

    private Machine addAdmin() {
        List<AdminTask> tasks = new ArrayList<>();
        for (Options.Topic topic : options.topics()) {
            tasks.add(
                    new AdminTask.CreateTopic(
                            topic.name(),
                            topic.partitions(),
                            (short) topic.replicas(),
                            topic.configs()));
        }
        return addClient(env ->
                new SimAdmin(
                        env, invariants.ledger(), options.brokers(), tasks, CLIENT_TIMEOUT_MS));
    }

    private void addClients() {
        Ledger ledger = invariants.ledger();
        List<Integer> brokers = options.brokers();
        List<Place> places = options.places();
        for (int i = 0; i < options.producers().size(); i++) {
            int number = i;
            SimProducer.Habits habits = options.producers().get(i);
            producers.add(
                    addClient(env ->
                            new SimProducer(
                                    number,
                                    env,
                                    ledger,
                                    brokers,
                                    places,
                                    habits,
                                    CLIENT_TIMEOUT_MS)));
        }
        for (int i = 0; i < options.readers(); i++) {
            String name = "reader-" + i;
            readers.add(
                    addClient(env ->
                            new SimConsumer(
                                    name,
                                    env,
                                    ledger,
                                    brokers,
                                    places,
                                    options.fetch(),
                                    CLIENT_TIMEOUT_MS)));
        }
        for (Options.Group group : options.groups()) {
            for (int i = 0; i < group.members(); i++) {
                String name = group.name() + "-" + i;
                boolean consumer = i < group.consumers();
                members.add(addClient(env -> member(name, group, consumer, env)));
            }
        }
    }

    private SimMember member(String name, Options.Group group, boolean consumer, Environment env) {
        Ledger ledger = invariants.ledger();
        List<Integer> brokers = options.brokers();
        List<Place> places = options.places();
        return consumer
                ? new SimConsumerMember(
                        name,
                        group.name(),
                        env,
                        ledger,
                        brokers,
                        places,
                        group.habits(),
                        CLIENT_TIMEOUT_MS)
                : new SimClassicMember(
                        name,
                        group.name(),
                        env,
                        ledger,
                        brokers,
                        places,
                        group.habits(),
                        CLIENT_TIMEOUT_MS);
    }
}
