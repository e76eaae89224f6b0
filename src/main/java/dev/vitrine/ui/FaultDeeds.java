package dev.vitrine.ui;

import dev.vitrine.fault.Fault;
import dev.vitrine.live.Cluster;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Does what faults say to the cluster that shows. Those that last can be taken back.
record FaultDeeds(Running running) {

    void apply(Fault fault) {
        List<Fault> before = running.faults();
        switch (fault) {
            case Fault.DeliverFrame _,
                    Fault.DelayFrame _,
                    Fault.SwallowFrame _,
                    Fault.Deliver _,
                    Fault.Swallow _,
                    Fault.Corrupt _,
                    Fault.Wipe _,
                    Fault.Restart _ ->
                    running.command(now -> now.cluster().apply(fault).join());
            case Fault.Kill(int node, boolean _) -> withRestart(fault, node);
            case Fault.Stop(int node) -> withRestart(fault, node);
            default ->
                    running.command(
                            now -> now.cluster().apply(fault).join(),
                            new Undo.Step(
                                    "as before " + fault.words(),
                                    now -> restore(now.cluster(), before)));
        }
    }

    private void withRestart(Fault fault, int node) {
        running.command(
                now -> now.cluster().apply(fault).join(),
                new Undo.Step(
                        "broker " + node + " runs again", now -> now.cluster().restart(node)));
    }

    /// Ends one that lasts, and no other.
    void end(Fault fault) {
        List<Fault> before = running.faults();
        List<Fault> others = before.stream().filter(each -> !each.equals(fault)).toList();
        running.command(
                now -> restore(now.cluster(), others),
                new Undo.Step(fault.words(), now -> restore(now.cluster(), before)));
    }

    /// Ends those in effect that are not wanted, and brings back those wanted that are not.
    private static void restore(Cluster cluster, List<Fault> wanted) {
        for (Fault fault : cluster.faults()) {
            Fault end = wanted.contains(fault) ? null : endOf(fault);
            if (end != null) {
                cluster.apply(end).join();
            }
        }
        List<Fault> left = cluster.faults();
        for (Fault fault : wanted) {
            if (!left.contains(fault)) {
                cluster.apply(fault).join();
            }
        }
    }

    /// What ends a fault that lasts. It may end others with it: healing a link does.
    private static @Nullable Fault endOf(Fault fault) {
        return switch (fault) {
            case Fault.Cut(int from, int to, boolean _) -> new Fault.Heal(from, to);
            case Fault.Drop drop -> new Fault.Heal(drop.route().from(), drop.route().to());
            case Fault.Delay delay -> new Fault.Delay(delay.route(), 0, 0);
            case Fault.Hold hold -> new Fault.Release(hold.route());
            case Fault.Pause(int node) -> new Fault.Resume(node);
            case Fault.Skew(int node, long _) -> new Fault.Skew(node, 0);
            case Fault.SlowDisk(int node, int _) -> new Fault.SlowDisk(node, 0);
            case Fault.FullDisk(int node) -> new Fault.MendDisk(node);
            default -> null;
        };
    }
}
