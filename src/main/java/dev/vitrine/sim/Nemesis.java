package dev.vitrine.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/// Whoever breaks the cluster, by chance, for the length of the safety phase.
///
/// It keeps one rule, the one under which Kafka promises that nothing acknowledged is lost: at no
/// time have all in-sync copies of a partition lost what was not flushed. A loss of power therefore
/// strikes a cluster at rest, leaves each partition of its victims another sound copy in sync, and
/// is followed by no other fault until its victims' copies have left the in-sync sets.
final class Nemesis {
    /// How long a node may take to stop before it is killed.
    static final long STOP_MS_MAX = 8_000;

    /// How often it looks whether a node that stops is gone.
    private static final long LOOK_MS = 100;

    enum Kind {
        CRASH,
        STOP,
        POWER_LOSS,
        CUT,
        CUT_ONE_WAY,
        ISOLATE,
        SPLIT,
        DELAY,
        PAUSE,
        SLOW,
        SLOW_DISK,
        LOSE_CONNECTION,
        MEMBER_LEAVES,
        MEMBER_DIES
    }

    private final World world;
    private final Options options;
    private final ClusterView view;
    private final List<Integer> nodes;
    private final List<Machine> members;
    private final RandomGenerator chance;
    private final Tally tally;
    private final BooleanSupplier changing;
    private boolean over;

    /// Whether no other fault strikes until the cluster has rested and some lose power.
    private boolean calm;

    private int faults;

    /// Nodes that this nemesis will start again, or heal.
    private final Set<Integer> afflicted = new TreeSet<>();

    private int running;
    private long restSinceMs;

    /// @param changing whether an administrator is moving partitions
    Nemesis(
            World world,
            Options options,
            ClusterView view,
            Tally tally,
            List<Machine> members,
            BooleanSupplier changing) {
        this.changing = changing;
        this.tally = tally;
        this.world = world;
        this.options = options;
        this.view = view;
        this.nodes = options.nodes();
        this.members = members;
        this.chance = world.stream("nemesis", 0);
        this.restSinceMs = world.nowMs();
    }

    int faults() {
        return faults;
    }

    /// Whether partitions may be moved now: to take a sound copy away while another has lost power
    /// would break the one rule.
    boolean letsChange() {
        return !calm && !view.hasWeak();
    }

    void begin() {
        restSinceMs = world.nowMs();
        next();
    }

    /// Ends all faults: links are whole and quick, and every node that is not running starts.
    void end() {
        over = true;
        world.network().healAll();
        for (int id : nodes) {
            Machine machine = world.machine(id);
            machine.slowDownTo(20);
            machine.disk().slowDownTo(300);
            restart(machine);
        }
        members.forEach(Machine::start);
    }

    private void next() {
        later(1 + chance.nextLong(options.faults().intervalMsMax()), this::strike);
    }

    private void later(long millis, Runnable run) {
        world.after(
                millis * 1_000,
                () -> {
                    if (!over) {
                        run.run();
                    }
                });
    }

    private void strike() {
        next();
        if (view.hasWeak() || options.faults().kinds().isEmpty()) {
            return;
        }
        if (calm) {
            rest();
            return;
        }
        Kind kind = options.faults().kinds().get(chance.nextInt(options.faults().kinds().size()));
        Machine victim = world.machine(nodes.get(chance.nextInt(nodes.size())));
        Machine other = world.machine(nodes.get(chance.nextInt(nodes.size())));
        long length = 1 + chance.nextLong(options.faults().lengthMsMax());
        faults++;
        switch (kind) {
            case CRASH -> crash(victim, length);
            case STOP -> stop(victim, length);
            case POWER_LOSS -> calm = true;
            case CUT -> {
                world.network().cut(victim.id(), other.id());
                world.network().cut(other.id(), victim.id());
                note(
                        "cut " + victim.id() + " " + other.id(),
                        length,
                        () -> {
                            world.network().heal(victim.id(), other.id());
                            world.network().heal(other.id(), victim.id());
                        });
            }
            case CUT_ONE_WAY -> {
                world.network().cut(victim.id(), other.id());
                note(
                        "cut " + victim.id() + " to " + other.id(),
                        length,
                        () -> world.network().heal(victim.id(), other.id()));
            }
            case ISOLATE -> isolate(Set.of(victim.id()), length);
            case SPLIT -> {
                Set<Integer> side = new TreeSet<>();
                nodes.stream().filter(node -> chance.nextBoolean()).forEach(side::add);
                isolate(side, length);
            }
            case DELAY -> {
                long extra = 1_000 + chance.nextLong(500_000);
                world.network().delay(victim.id(), other.id(), extra);
                note(
                        "delay " + victim.id() + " to " + other.id() + " by " + extra + " µs",
                        length,
                        () -> world.network().delay(victim.id(), other.id(), 0));
            }
            case PAUSE -> {
                victim.pauseForMs(length);
                note("pause " + victim.id(), length, () -> {});
            }
            case SLOW -> {
                victim.slowDownTo(1 + chance.nextLong(5_000));
                note("slow " + victim.id(), length, () -> victim.slowDownTo(20));
            }
            case SLOW_DISK -> {
                victim.disk().slowDownTo(1 + chance.nextLong(50_000));
                note("slow disk " + victim.id(), length, () -> victim.disk().slowDownTo(300));
            }
            case LOSE_CONNECTION -> loseConnection(victim);
            case MEMBER_LEAVES -> leave();
            case MEMBER_DIES -> die(length);
        }
    }

    /// Tells of a fault and ends it later.
    private void note(String words, long length, Runnable end) {
        world.note(0, "FAULT " + words + " for " + length + " ms");
        running++;
        later(
                length,
                () -> {
                    end.run();
                    running--;
                    restSinceMs = world.nowMs();
                });
    }

    private boolean mayGo(Machine victim) {
        return victim.isRunning()
                && !afflicted.contains(victim.id())
                && afflicted.size() < options.faults().downMax();
    }

    private void crash(Machine victim, long length) {
        if (mayGo(victim)) {
            afflicted.add(victim.id());
            victim.crash();
            note(
                    "crash " + victim.id(),
                    length,
                    () -> {
                        afflicted.remove(victim.id());
                        victim.start();
                    });
        }
    }

    private void stop(Machine victim, long length) {
        if (mayGo(victim)) {
            afflicted.add(victim.id());
            victim.stop();
            note(
                    "stop " + victim.id(),
                    length,
                    () -> {
                        afflicted.remove(victim.id());
                        restart(victim);
                    });
        }
    }

    /// Starts a node; one that is still stopping is waited for, and killed when it takes too long.
    private void restart(Machine machine) {
        if (!machine.isStopping()) {
            machine.start();
            return;
        }
        int incarnation = machine.incarnation();
        long giveUpMs = world.nowMs() + STOP_MS_MAX;
        lookAgain(machine, incarnation, giveUpMs);
    }

    private void lookAgain(Machine machine, int incarnation, long giveUpMs) {
        world.after(
                LOOK_MS * 1_000,
                () -> {
                    if (machine.isRunning() && machine.incarnation() == incarnation) {
                        if (world.nowMs() < giveUpMs) {
                            lookAgain(machine, incarnation, giveUpMs);
                            return;
                        }
                        machine.crash();
                    }
                    machine.start();
                });
    }

    private void isolate(Set<Integer> side, long length) {
        List<int[]> links = new ArrayList<>();
        boolean clientsToo = chance.nextInt(3) == 0;
        for (int from : nodes) {
            for (Machine machine : world.machines()) {
                int to = machine.id();
                boolean counts = to < Simulation.CLIENT_IDS_FROM || clientsToo;
                if (counts && side.contains(from) != side.contains(to)) {
                    links.add(new int[] {from, to});
                    links.add(new int[] {to, from});
                }
            }
        }
        links.forEach(link -> world.network().cut(link[0], link[1]));
        note(
                "isolate " + side,
                length,
                () -> links.forEach(link -> world.network().heal(link[0], link[1])));
    }

    private void loseConnection(Machine victim) {
        SimTransport transport = victim.transport();
        if (transport != null) {
            List<SimSocket> sockets = new ArrayList<>();
            transport.sockets().forEach(sockets::add);
            if (!sockets.isEmpty()) {
                SimSocket socket = sockets.get(chance.nextInt(sockets.size()));
                world.note(0, "FAULT lose connection " + victim.id() + "/" + socket.number());
                world.network().lose(socket);
            }
        }
    }

    private void leave() {
        if (!members.isEmpty()) {
            Machine member = members.get(chance.nextInt(members.size()));
            if (member.node() instanceof SimMember running) {
                world.note(0, "FAULT " + member.id() + " leaves its group");
                member.input(node -> running.leave());
            }
        }
    }

    private void die(long length) {
        if (!members.isEmpty()) {
            Machine member = members.get(chance.nextInt(members.size()));
            member.crash();
            note(member.id() + " dies", length, member::start);
        }
    }

    // ---- power ---------------------------------------------------------------------------------

    /// Waits until all is healed and the cluster has come to rest, and then takes power from some.
    private void rest() {
        long restMs = 2 * options.sessionTimeoutMs() + 1_000;
        if (changing.getAsBoolean()) {
            restSinceMs = world.nowMs();
        }
        if (running == 0 && world.nowMs() - restSinceMs >= restMs) {
            calm = false;
            losePower();
        }
    }

    private void losePower() {
        Set<Integer> victims = new TreeSet<>();
        int most = 1 + chance.nextInt(nodes.size());
        for (int i = 0; i < most; i++) {
            int candidate = nodes.get(chance.nextInt(nodes.size()));
            victims.add(candidate);
            if (!areCopiesLeftWithout(victims)) {
                victims.remove(candidate);
            }
        }
        if (victims.isEmpty()) {
            return;
        }
        view.weaken(victims);
        victims.forEach(id -> {
            world.machine(id).losePower();
            tally.machineLostPower();
        });
        long length = 1 + chance.nextLong(options.faults().lengthMsMax());
        afflicted.addAll(victims);
        note(
                "power loss " + victims,
                length,
                () -> {
                    afflicted.removeAll(victims);
                    victims.forEach(id -> world.machine(id).start());
                });
    }

    /// Whether each partition with an in-sync copy on one of them has a sound one elsewhere.
    private boolean areCopiesLeftWithout(Set<Integer> victims) {
        for (ClusterView.Partition partition : view.partitions()) {
            boolean concerned = partition.holders().stream().anyMatch(victims::contains);
            boolean left =
                    partition.holders().stream()
                            .anyMatch(node ->
                                    !victims.contains(node)
                                            && world.machine(node).isRunning()
                                            && !view.isWeak(
                                                    node,
                                                    partition.topic(),
                                                    partition.place().partition()));
            if (concerned && !left) {
                return false;
            }
        }
        return true;
    }
}
