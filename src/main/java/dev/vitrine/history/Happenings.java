package dev.vitrine.history;

import dev.vitrine.history.Happening.Kind;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The happenings that are kept, and the names by which a later one finds what led to it.
///
/// A name stands for a kind of change of one thing, as `end 2` does for every end of node 2, and
/// leads to the newest of them. Whoever adds a happening names it; [Reasons] and [ErrorTable] know
/// the names of others.
final class Happenings implements State {
    private static final Pattern SETTING = Pattern.compile("([a-z]+(?:\\.[a-z]+)+) ?= ?(\\w+)");

    private final ArrayRing<Happening> ring = new ArrayRing<>(Projector.HAPPENINGS_MAX);

    /// The newest happening of each name; names of what fell out are forgotten.
    private final Map<String, Long> newest = new TreeMap<>();

    List<Happening> view() {
        return ring.view();
    }

    /// The number that the next happening will have.
    long nextSeq() {
        return ring.nextSeq();
    }

    /// One that nothing in the cluster led to.
    void root(long atMs, Kind kind, Subject about, String words, String name) {
        add(atMs, kind, about, words, "", Happening.ROOT, name);
    }

    /// @return its number
    long add(
            long atMs,
            Kind kind,
            Subject about,
            String words,
            String why,
            long cause,
            String name) {
        long seq = ring.nextSeq();
        ring.add(new Happening(seq, atMs, kind, words, why, setting(why), about, cause));
        name(name);
        if (newest.size() > 2 * Projector.HAPPENINGS_MAX) {
            newest.values().removeIf(each -> each < ring.firstSeq());
        }
        return seq;
    }

    /// The happening that was just added goes by this name, too.
    void name(String name) {
        newest.put(name, ring.nextSeq() - 1);
    }

    /// A name for another moment than that of the newest happening.
    void name(String name, long seq) {
        newest.put(name, seq);
    }

    void forget(String name) {
        newest.remove(name);
    }

    void forgetAll(String prefix) {
        newest.keySet().removeIf(name -> name.startsWith(prefix));
    }

    /// What led to a happening turns out after it.
    void causedBy(long seq, long cause) {
        ring.replace(seq, happening -> happening.causedBy(cause));
    }

    /// The newest happening of that name, [Happening#NOT_TOLD] when there is none.
    long newest(String name) {
        return newest.getOrDefault(name, Happening.NOT_TOLD);
    }

    /// The newest of those names that came after another happening, or is that one.
    long latest(long after, String... names) {
        long latest = Happening.NOT_TOLD;
        for (String name : names) {
            long seq = newest(name);
            if (seq >= after) {
                latest = Math.max(latest, seq);
            }
        }
        return latest;
    }

    private static String setting(String why) {
        Matcher matcher = SETTING.matcher(why);
        return matcher.find() ? matcher.group(1) + " = " + matcher.group(2) : "";
    }
}
