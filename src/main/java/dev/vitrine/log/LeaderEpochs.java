package dev.vitrine.log;

import dev.vitrine.env.Invariant;
import dev.vitrine.env.Storage;
import dev.vitrine.event.Event.EpochStart;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which leader epoch begins at which offset (KIP-101), in memory and in `leader-epoch-checkpoint`.
///
/// Epochs and offsets both grow strictly. The file is durable before the first batch of a new epoch
/// is written, so that a batch whose epoch it does not know cannot be a true one.
final class LeaderEpochs {
    static final String FILE = "leader-epoch-checkpoint";

    private final Storage storage;
    private final String path;
    private final List<EpochStart> entries = new ArrayList<>();

    LeaderEpochs(Storage storage, String directory) {
        this.storage = storage;
        this.path = directory + "/" + FILE;
    }

    List<EpochStart> entries() {
        return List.copyOf(entries);
    }

    /// The newest epoch, -1 when there is none.
    int latest() {
        return entries.isEmpty() ? -1 : entries.getLast().leaderEpoch();
    }

    /// From `offset`, the log's end, on the log holds records of `epoch`. Nothing to do for the
    /// newest epoch. An epoch that began at the same offset had no records and is forgotten.
    ///
    /// @return whether that was news; [#write] is then due before the records are written
    boolean note(int epoch, long offset) {
        if (epoch == latest() || epoch < 0) {
            return false;
        }
        Invariant.check(epoch > latest(), "leader epochs never go back", epoch, latest());
        forgetFrom(offset);
        entries.add(new EpochStart(epoch, offset));
        return true;
    }

    /// Forgets the epochs that begin at `offset` or later.
    ///
    /// @return whether there were any
    boolean forgetFrom(long offset) {
        return entries.removeIf(entry -> entry.startOffset() >= offset);
    }

    /// Everything before `offset` is gone: the epoch that reaches over it begins there.
    ///
    /// @return whether that changed anything
    boolean forgetBefore(long offset) {
        int covering = -1;
        for (int i = 0; i < entries.size() && entries.get(i).startOffset() <= offset; i++) {
            covering = i;
        }
        if (covering < 0 || (covering == 0 && entries.getFirst().startOffset() == offset)) {
            return false;
        }
        EpochStart kept = new EpochStart(entries.get(covering).leaderEpoch(), offset);
        entries.subList(0, covering + 1).clear();
        entries.addFirst(kept);
        return true;
    }

    /// Believes these instead of its own, from where they begin.
    void restore(List<EpochStart> known) {
        if (!known.isEmpty()) {
            forgetFrom(known.getFirst().startOffset());
            int before = latest();
            known.stream().filter(entry -> entry.leaderEpoch() > before).forEach(entries::add);
        }
    }

    /// What OffsetForLeaderEpoch answers. In order:
    ///
    /// 1. the newest epoch ends at the log's end;
    /// 2. an epoch newer than all is unknown;
    /// 3. an epoch older than all ends where the first begins;
    /// 4. any other ends where the next known one begins, under the name of the largest at or below
    ///    it.
    EpochEnd endOf(int epoch, long logEndOffset) {
        if (epoch == -1 || epoch > latest() || entries.isEmpty()) {
            return EpochEnd.UNKNOWN;
        }
        if (epoch == latest()) {
            return new EpochEnd(epoch, logEndOffset);
        }
        int floor = epoch;
        for (EpochStart entry : entries) {
            if (entry.leaderEpoch() > epoch) {
                return new EpochEnd(floor, entry.startOffset());
            }
            floor = entry.leaderEpoch();
        }
        throw new Invariant.Violation("an epoch below the newest has a next one: " + epoch);
    }

    /// Makes the file durable as it stands in memory: version 0, the number of entries, one on a
    /// line.
    void write() {
        StringBuilder text = new StringBuilder("0\n").append(entries.size()).append('\n');
        for (EpochStart entry : entries) {
            text.append(entry.leaderEpoch()).append(' ').append(entry.startOffset()).append('\n');
        }
        storage.replace(path, ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.US_ASCII)));
    }

    /// What the file says. Empty when it is missing, or is not what [#write] writes.
    Optional<List<EpochStart>> read() {
        return storage.readWhole(path)
                .flatMap(bytes -> parse(StandardCharsets.US_ASCII.decode(bytes).toString()));
    }

    private static Optional<List<EpochStart>> parse(String text) {
        List<String> lines = text.lines().toList();
        List<EpochStart> read = new ArrayList<>();
        try {
            if (lines.size() < 2
                    || !lines.get(0).equals("0")
                    || Integer.parseInt(lines.get(1)) != lines.size() - 2) {
                return Optional.empty();
            }
            for (String line : lines.subList(2, lines.size())) {
                int space = line.indexOf(' ');
                if (space < 0) {
                    return Optional.empty();
                }
                EpochStart entry =
                        new EpochStart(
                                Integer.parseInt(line.substring(0, space)),
                                Long.parseLong(line.substring(space + 1)));
                boolean grows =
                        read.isEmpty()
                                || (entry.leaderEpoch() > read.getLast().leaderEpoch()
                                        && entry.startOffset() > read.getLast().startOffset());
                if (!grows) {
                    return Optional.empty();
                }
                read.add(entry);
            }
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
        return Optional.of(read);
    }
}
