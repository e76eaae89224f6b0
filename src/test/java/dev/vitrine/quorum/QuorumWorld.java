package dev.vitrine.quorum;

import dev.vitrine.env.Environment;
import dev.vitrine.env.Invariant;
import dev.vitrine.env.Storage;
import dev.vitrine.event.Event;
import dev.vitrine.event.Event.QuorumRole;
import dev.vitrine.log.LogConfig;
import dev.vitrine.log.MemoryStorage;
import dev.vitrine.log.PartitionLog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// A quorum in one thread: virtual time, a network that loses and delays, machines that crash and
/// forget, and invariants that are checked after every step. Everything follows from the seed.
final class QuorumWorld {
    static final int STEPS_MAX = 300_000;

    /// One of the invariants below does not hold. The message begins with its name.
    static final class Broken extends AssertionError {
        private static final long serialVersionUID = 1L;

        final String invariant;

        Broken(String invariant, Object... values) {
            super(invariant + ": " + List.of(values));
            this.invariant = invariant;
        }
    }

    private record Step(long atMs, long number, Runnable action) {}

    private record Told(int term, String value) {}

    final List<Integer> voters;
    final Random random;
    final SortedMap<Integer, Machine> machines = new TreeMap<>();
    final List<Event> events = new ArrayList<>();
    long nowMs = 1_000_000;

    /// How often a message is lost, of 100, and how long one takes at most.
    int lossPercent;

    int delayMaxMs = 3;

    /// Links that carry nothing, as `from * 100 + to`.
    final TreeSet<Integer> cuts = new TreeSet<>();

    /// What makes a machine's disk what its node sees; faulty in the tests of the tests.
    UnaryOperator<Storage> disk = UnaryOperator.identity();

    private final PriorityQueue<Step> queue =
            new PriorityQueue<>(Comparator.comparingLong(Step::atMs).thenComparing(Step::number));
    private long steps;

    // What the invariants remember.
    private final SortedMap<Integer, Integer> leaderOfTerm = new TreeMap<>();
    private final SortedMap<String, Integer> voteOfNodeInTerm = new TreeMap<>();
    private final SortedMap<Integer, Integer> highestTerm = new TreeMap<>();
    final SortedMap<Long, Object> committed = new TreeMap<>();

    QuorumWorld(long seed, int voterCount, int observerCount) {
        this.random = new Random(seed);
        List<Integer> ids = new ArrayList<>();
        for (int id = 1; id <= voterCount; id++) {
            ids.add(id);
        }
        this.voters = List.copyOf(ids);
        for (int id = 1; id <= voterCount + observerCount; id++) {
            machines.put(id, new Machine(id));
        }
    }

    // ---- machines ------------------------------------------------------------------------------

    /// A machine outlives its processes: it keeps the disk.
    final class Machine implements Quorum.MetadataListener {
        final int id;
        MemoryStorage storage = new MemoryStorage();
        Quorum quorum;
        int incarnation;
        int ledTerm = -1;
        long appliedTo;
        long highWatermark;
        long wakeAtMs = Long.MAX_VALUE;
        boolean resigned;
        final List<String> applied = new ArrayList<>();
        private final List<String> batch = new ArrayList<>();

        Machine(int id) {
            this.id = id;
        }

        void start() {
            incarnation++;
            resigned = false;
            appliedTo = 0;
            highWatermark = 0;
            applied.clear();
            batch.clear();
            Storage mounted = disk.apply(storage);
            Environment env =
                    new Environment(
                            () -> nowMs, null, mounted, new Random(random.nextLong()), null);
            PartitionLog log =
                    PartitionLog.open(
                            mounted,
                            "__cluster_metadata-0",
                            LogConfig.DEFAULT,
                            PartitionLog.Known.NOTHING,
                            nowMs,
                            random);
            int self = incarnation;
            QuorumConfig config = new QuorumConfig(id, voters, 100, 200, 100, 200, 20, 50);
            quorum =
                    new Quorum(
                            config,
                            log,
                            env,
                            events::add,
                            (to, request) -> sendRequest(this, self, to, request),
                            this);
            turn();
        }

        void crash(boolean powerLoss) {
            if (quorum == null) {
                return;
            }
            quorum.close();
            quorum = null;
            ledTerm = -1;
            incarnation++;
            wakeAtMs = Long.MAX_VALUE;
            if (powerLoss) {
                storage = storage.afterPowerLoss(random);
            }
        }

        void resign() {
            resigned = true;
            quorum.resign();
            turn();
        }

        boolean isUp(int asIncarnation) {
            return quorum != null && incarnation == asIncarnation;
        }

        /// What a driver does after every input.
        void turn() {
            long nextMs = quorum.onTime();
            if (nextMs < wakeAtMs && nextMs != Long.MAX_VALUE) {
                wakeAtMs = Math.max(nextMs, nowMs);
                int self = incarnation;
                at(
                        wakeAtMs,
                        () -> {
                            if (isUp(self) && wakeAtMs <= nowMs) {
                                wakeAtMs = Long.MAX_VALUE;
                                turn();
                            }
                        });
            }
        }

        @Override
        public void onCommitted(long offset, int term, ByteBuffer value) {
            String text = StandardCharsets.UTF_8.decode(value).toString();
            Told told = new Told(term, text);
            Object before = committed.putIfAbsent(offset, told);
            if (before != null && !before.equals(told)) {
                throw new Broken(
                        "the committed prefix is equal everywhere", id, offset, told, before);
            }
            if (offset < appliedTo) {
                throw new Broken("a record is applied once", id, offset, appliedTo);
            }
            batch.add(text);
        }

        @Override
        public void onBatchCommitted(long nextOffset) {
            if (nextOffset <= appliedTo) {
                throw new Broken("batches are applied in order", id, nextOffset, appliedTo);
            }
            if (!batch.isEmpty() && !batch.getLast().endsWith(".")) {
                throw new Broken("a batch is applied whole", id, batch);
            }
            applied.addAll(batch);
            batch.clear();
            appliedTo = nextOffset;
        }

        @Override
        public void onLeadership(int term) {
            ledTerm = term;
            if (!committed.isEmpty() && appliedTo <= committed.lastKey()) {
                throw new Broken(
                        "a leader has all that was committed",
                        id,
                        term,
                        appliedTo,
                        committed.lastKey());
            }
        }

        @Override
        public void onLeadershipLost(int term) {
            ledTerm = -1;
        }

        @Override
        public void onLeaderKnown(int term, int leader) {}

        /// Appends a batch when this node leads: `name`s that end in a dot in the last one.
        boolean append(String name, int count) {
            if (quorum == null || ledTerm < 0) {
                return false;
            }
            List<byte[]> records = new ArrayList<>();
            for (int i = 1; i <= count; i++) {
                String value = name + "/" + i + (i == count ? "." : "");
                records.add(value.getBytes(StandardCharsets.UTF_8));
            }
            quorum.append(ledTerm, records);
            turn();
            return true;
        }
    }

    // ---- network -------------------------------------------------------------------------------

    private void sendRequest(Machine from, int incarnation, int to, QuorumRequest request) {
        Machine target = machines.get(to);
        boolean silent = random.nextBoolean();
        deliver(
                from.id,
                to,
                () -> {
                    if (target.quorum == null) {
                        fail(from, incarnation, to, request);
                        return;
                    }
                    target.quorum.onRequest(
                            request,
                            response -> {
                                noteVote(target, request, response);
                                deliver(
                                        to,
                                        from.id,
                                        () -> {
                                            if (from.isUp(incarnation)) {
                                                from.quorum.onResponse(to, request, response);
                                                from.turn();
                                            }
                                        },
                                        () -> fail(from, incarnation, to, request),
                                        silent);
                            });
                    target.turn();
                },
                () -> fail(from, incarnation, to, request),
                silent);
    }

    /// A message arrives, or its loss is noticed, or neither: then only the clock tells.
    private void deliver(int from, int to, Runnable arrival, Runnable loss, boolean silent) {
        boolean lost = cuts.contains(from * 100 + to) || random.nextInt(100) < lossPercent;
        long delayMs = 1 + random.nextInt(delayMaxMs);
        if (!lost) {
            at(nowMs + delayMs, arrival);
        } else if (!silent) {
            at(nowMs + delayMs, loss);
        }
    }

    private void fail(Machine from, int incarnation, int to, QuorumRequest request) {
        if (from.isUp(incarnation)) {
            from.quorum.onFailure(to, request);
            from.turn();
        }
    }

    private void noteVote(Machine voter, QuorumRequest request, QuorumResponse response) {
        if (request instanceof QuorumRequest.Vote asked
                && !asked.preVote()
                && response instanceof QuorumResponse.Vote answer
                && answer.granted()) {
            noteVote(voter.id, asked.term(), asked.candidate());
        }
    }

    private void noteVote(int voter, int term, int candidate) {
        Integer before = voteOfNodeInTerm.putIfAbsent(voter + "@" + term, candidate);
        if (before != null && before != candidate) {
            throw new Broken("a voter votes once a term", voter, term, before, candidate);
        }
    }

    // ---- time ----------------------------------------------------------------------------------

    void at(long atMs, Runnable action) {
        queue.add(new Step(atMs, steps++, action));
    }

    void runFor(long forMs) {
        long endMs = nowMs + forMs;
        while (!queue.isEmpty() && queue.peek().atMs <= endMs) {
            step();
        }
        nowMs = endMs;
    }

    boolean runUntil(java.util.function.BooleanSupplier condition, long atMostMs) {
        long endMs = nowMs + atMostMs;
        while (!condition.getAsBoolean()) {
            if (queue.isEmpty() || queue.peek().atMs > endMs) {
                return false;
            }
            step();
        }
        return true;
    }

    private void step() {
        Step step = Objects.requireNonNull(queue.poll());
        nowMs = Math.max(nowMs, step.atMs);
        if (steps > STEPS_MAX) {
            throw new Broken("nobody spins", steps, nowMs);
        }
        try {
            step.action.run();
        } catch (Invariant.Violation e) {
            throw new Broken("the engine's own invariants hold", e.getMessage());
        }
        checkAll();
    }

    // ---- invariants ----------------------------------------------------------------------------

    private void checkAll() {
        for (Machine machine : machines.values()) {
            Quorum quorum = machine.quorum;
            if (quorum == null) {
                continue;
            }
            Integer termBefore = highestTerm.put(machine.id, quorum.term());
            if (termBefore != null && termBefore > quorum.term()) {
                throw new Broken("terms never go back", machine.id, termBefore, quorum.term());
            }
            if (quorum.role() == QuorumRole.LEADER) {
                Integer other = leaderOfTerm.putIfAbsent(quorum.term(), machine.id);
                if (other != null && other != machine.id) {
                    throw new Broken("a term has one leader", quorum.term(), other, machine.id);
                }
            }
            if (quorum.role() == QuorumRole.CANDIDATE) {
                noteVote(machine.id, quorum.term(), machine.id);
            }
            if (quorum.highWatermark() < machine.highWatermark) {
                throw new Broken("the high watermark never goes back", machine.id);
            }
            machine.highWatermark = quorum.highWatermark();
            if (machine.highWatermark > quorum.logEndOffset()) {
                throw new Broken("what is committed is in the log", machine.id);
            }
        }
    }

    // ---- verbs ---------------------------------------------------------------------------------

    QuorumWorld startAll() {
        machines.values().stream().filter(m -> m.quorum == null).forEach(Machine::start);
        return this;
    }

    /// The machine that leads the highest term and knows it.
    Machine leader() {
        return machines.values().stream()
                .filter(m -> m.ledTerm >= 0)
                .max(Comparator.comparingInt(m -> m.ledTerm))
                .orElse(null);
    }

    Machine awaitLeader() {
        if (!runUntil(() -> leader() != null && everybodyKnows(leader()), 10_000)) {
            throw new Broken("a healthy quorum elects a leader", describe());
        }
        return leader();
    }

    private boolean everybodyKnows(Machine leader) {
        return machines.values().stream()
                .filter(m -> m.quorum != null)
                .allMatch(m -> m.quorum.leader() == leader.id && m.quorum.term() == leader.ledTerm);
    }

    /// Commits one more batch on every machine that is up. What a leader appends just before it
    /// learns of a higher term is lost, so it may take several.
    void awaitCommit(String name) {
        for (int attempt = 1; attempt <= 3; attempt++) {
            String last = name + attempt + "/2.";
            awaitLeader().append(name + attempt, 2);
            if (runUntil(() -> everybodyApplied(last), 3_000)) {
                return;
            }
        }
        throw new Broken("a healthy quorum commits", name, describe());
    }

    private boolean everybodyApplied(String record) {
        return machines.values().stream()
                .filter(m -> m.quorum != null)
                .allMatch(m -> m.applied.contains(record));
    }

    void cut(int from, int to) {
        cuts.add(from * 100 + to);
    }

    void isolate(int id) {
        machines.keySet().stream()
                .filter(other -> other != id)
                .forEach(other -> {
                    cut(id, other);
                    cut(other, id);
                });
    }

    String describe() {
        StringBuilder all = new StringBuilder();
        machines.values()
                .forEach(m -> {
                    all.append(m.id).append(' ');
                    if (m.quorum == null) {
                        all.append("down; ");
                    } else {
                        Quorum q = m.quorum;
                        all.append(q.role())
                                .append(" term ")
                                .append(q.term())
                                .append(" leader ")
                                .append(q.leader());
                        all.append(" log ")
                                .append(q.highWatermark())
                                .append('/')
                                .append(q.logEndOffset())
                                .append("; ");
                    }
                });
        return all.toString();
    }

    // ---- chaos ---------------------------------------------------------------------------------

    /// Faults and appends at random for a while.
    void chaos(long forMs) {
        long endMs = nowMs + forMs;
        lossPercent = random.nextInt(3) * 5;
        delayMaxMs = 1 + random.nextInt(3) * random.nextInt(40);
        delayMaxMs = Math.max(1, delayMaxMs);
        for (int n = 0; nowMs < endMs; n++) {
            runFor(5 + random.nextInt(60));
            int pick = 1 + random.nextInt(machines.size());
            Machine machine = machines.get(pick);
            switch (random.nextInt(12)) {
                case 0 -> machine.crash(random.nextBoolean());
                case 1 -> {
                    Machine leader = leader();
                    if (leader != null) {
                        leader.crash(random.nextBoolean());
                    }
                }
                case 2 -> cut(pick, 1 + random.nextInt(machines.size()));
                case 3 -> isolate(pick);
                case 4, 5 -> cuts.clear();
                case 6, 7 -> {
                    if (machine.quorum == null) {
                        machine.start();
                    }
                }
                case 8 -> {
                    Machine leader = leader();
                    if (leader != null && random.nextInt(4) == 0) {
                        leader.resign();
                    }
                }
                default -> {
                    for (Machine any : machines.values()) {
                        any.append("n" + n + "by" + any.id, 1 + random.nextInt(3));
                    }
                }
            }
            checkAll();
        }
    }

    /// Everything works again.
    void heal() {
        cuts.clear();
        lossPercent = 0;
        delayMaxMs = 3;
        // A node that resigned for good stands no more: its process ends.
        machines.values().stream().filter(m -> m.resigned).forEach(m -> m.crash(false));
        startAll();
    }
}
