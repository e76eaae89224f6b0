package dev.vitrine.fault;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// What the links of a cluster do to the frames on them, now. Immutable.
public record Links(
        List<Fault.Cut> cuts,
        List<Fault.Hold> holds,
        List<Fault.Delay> delays,
        List<Fault.Drop> drops) {
    public static final Links CLEAR = new Links(List.of(), List.of(), List.of(), List.of());

    /// How many of each there may be at a time.
    public static final int FAULTS_MAX = 1_000;

    /// Whether frames pass as they come, but for cuts.
    public boolean letAllPass() {
        return holds.isEmpty() && delays.isEmpty() && drops.isEmpty();
    }

    /// The faults that are in effect.
    public List<Fault> faults() {
        List<Fault> all = new ArrayList<>(cuts);
        all.addAll(holds);
        all.addAll(delays);
        all.addAll(drops);
        return List.copyOf(all);
    }

    /// @throws IllegalStateException with one sentence when there are too many
    public Links with(Fault.Cut cut) {
        return new Links(added(cuts, cut), holds, delays, drops);
    }

    /// @throws IllegalStateException with one sentence when there are too many
    public Links with(Fault.Hold hold) {
        return new Links(cuts, added(holds, hold), delays, drops);
    }

    /// A delay of the same route gives way to the new one.
    ///
    /// @throws IllegalStateException with one sentence when there are too many
    public Links with(Fault.Delay delay) {
        List<Fault.Delay> others = without(delays, each -> each.route().equals(delay.route()));
        return new Links(cuts, holds, delay.msMax() == 0 ? others : added(others, delay), drops);
    }

    /// @throws IllegalStateException with one sentence when there are too many
    public Links with(Fault.Drop drop) {
        return new Links(cuts, holds, delays, added(drops, drop));
    }

    /// Without what a repair mends: cuts, delays and drops of links that it names.
    public Links with(Fault.Heal heal) {
        Route there = Route.of(heal.from(), heal.to());
        Route back = Route.of(heal.to(), heal.from());
        Predicate<Route> isMended =
                route ->
                        heal.isOfAll()
                                || there.isBetween(route.from(), route.to())
                                || back.isBetween(route.from(), route.to());
        return new Links(
                without(cuts, each -> isMended.test(Route.of(each.from(), each.to()))),
                holds,
                without(delays, each -> isMended.test(each.route())),
                without(drops, each -> isMended.test(each.route())));
    }

    /// Without the holds of a route; [Route#ALL] ends all of them.
    public Links with(Fault.Release release) {
        Route route = release.route();
        return new Links(
                cuts,
                without(holds, each -> route.equals(Route.ALL) || each.route().equals(route)),
                delays,
                drops);
    }

    private static <T> List<T> without(List<T> some, Predicate<T> isGone) {
        return some.stream().filter(isGone.negate()).toList();
    }

    private static <T> List<T> added(List<T> some, T more) {
        if (some.contains(more)) {
            return some;
        }
        if (some.size() == FAULTS_MAX) {
            throw new IllegalStateException("there are " + FAULTS_MAX + " of these faults already");
        }
        List<T> all = new ArrayList<>(some);
        all.add(more);
        return List.copyOf(all);
    }

    /// Whether nothing passes from one end to the other. A node always reaches itself.
    public boolean isCut(int from, int to) {
        for (Fault.Cut cut : cuts) {
            if (Route.of(cut.from(), cut.to()).isBetween(from, to)
                    || !cut.oneWay() && Route.of(cut.to(), cut.from()).isBetween(from, to)) {
                return true;
            }
        }
        return false;
    }

    /// Whether an exchange is held: the request on its way from one end to the other, or its answer
    /// on the way back.
    public boolean isHeld(int apiKey, int from, int to, boolean atController) {
        for (Fault.Hold hold : holds) {
            if (hold.route().covers(apiKey, from, to, atController)) {
                return true;
            }
        }
        return false;
    }

    /// The newest delay for a frame that goes from one end to the other; null when there is none.
    public Fault.@Nullable Delay delay(int apiKey, int from, int to, boolean atController) {
        for (int i = delays.size() - 1; i >= 0; i--) {
            if (delays.get(i).route().covers(apiKey, from, to, atController)) {
                return delays.get(i);
            }
        }
        return null;
    }

    /// What swallows a frame that goes from one end to the other; null when nothing does.
    public Fault.@Nullable Drop drop(int apiKey, int from, int to, boolean atController) {
        for (Fault.Drop drop : drops) {
            if (drop.route().covers(apiKey, from, to, atController)) {
                return drop;
            }
        }
        return null;
    }
}
