package dev.vitrine.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.vitrine.env.Storage;
import dev.vitrine.event.Event;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Safety under faults, liveness after them, over many seeds; and that planted faults of the disk
/// are caught, so that the invariants are known to bite.
final class QuorumSimulationTest {
    private static final int SEEDS = Integer.getInteger("quorum.seeds", 60);
    private static final long CHAOS_MS = 8_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void faultsNeverBreakSafetyAndHealedQuorumsCommit(int voters) {
        int elections = 0;
        int committed = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            QuorumWorld world = run(seed, voters, UnaryOperator.identity());
            elections += world.machines.get(1).quorum.term();
            committed += world.committed.size();
        }
        // A quorum that does nothing must not pass.
        assertThat(elections).isGreaterThan(SEEDS * 2);
        assertThat(committed).isGreaterThan(SEEDS * 10);
    }

    @Test
    void aSeedRepeatsARunEventByEvent() {
        List<Event> once = run(7, 5, UnaryOperator.identity()).events;
        assertThat(run(7, 5, UnaryOperator.identity()).events).isEqualTo(once);
    }

    @Test
    void aVoterThatForgetsItsVoteIsCaught() {
        assertCaught(ForgetsVotes::new, "a voter votes once a term");
    }

    @Test
    void aDiskThatDoesNotFlushIsCaught() {
        assertCaught(NeverFlushes::new, "a leader has all that was committed");
    }

    private static QuorumWorld run(long seed, int voters, UnaryOperator<Storage> disk) {
        QuorumWorld world = new QuorumWorld(seed, voters, (int) (seed % 2));
        world.disk = disk;
        try {
            world.startAll();
            world.chaos(CHAOS_MS);
            world.heal();
            world.awaitCommit("healed");
            Object[] applied =
                    world.machines.values().stream().map(m -> m.applied).distinct().toArray();
            assertThat(applied).hasSize(1);
            return world;
        } catch (QuorumWorld.Broken e) {
            throw new AssertionError(
                    "seed " + seed + ", " + voters + " voters: " + e.getMessage(), e);
        }
    }

    private static void assertCaught(UnaryOperator<Storage> disk, String invariant) {
        List<String> caught = new ArrayList<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                run(seed, 3, disk);
            } catch (AssertionError e) {
                if (!(e.getCause() instanceof QuorumWorld.Broken broken)) {
                    throw e;
                }
                caught.add(broken.invariant);
                if (broken.invariant.equals(invariant)) {
                    return;
                }
            }
        }
        fail("%d seeds broke only %s, not: %s", SEEDS, caught, invariant);
    }

    private abstract static class FaultyDisk implements Storage {
        final Storage disk;

        FaultyDisk(Storage disk) {
            this.disk = disk;
        }

        @Override
        public File open(String path) {
            return disk.open(path);
        }

        @Override
        public List<String> list(String directory) {
            return disk.list(directory);
        }

        @Override
        public Optional<ByteBuffer> readWhole(String path) {
            return disk.readWhole(path);
        }

        @Override
        public void replace(String path, ByteBuffer content) {
            disk.replace(path, content);
        }

        @Override
        public void rename(String from, String to) {
            disk.rename(from, to);
        }

        @Override
        public void delete(String path) {
            disk.delete(path);
        }

        @Override
        public String location() {
            return disk.location();
        }

        @Override
        public Space space() {
            return disk.space();
        }
    }

    /// Keeps terms, but not whom the voter voted for.
    private static final class ForgetsVotes extends FaultyDisk {
        ForgetsVotes(Storage disk) {
            super(disk);
        }

        @Override
        public void replace(String path, ByteBuffer content) {
            String text = StandardCharsets.UTF_8.decode(content.duplicate()).toString();
            String forgotten = text.replaceAll("\"votedId\":\\d+", "\"votedId\":-1");
            super.replace(path, ByteBuffer.wrap(forgotten.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /// Says that it has flushed, and has not: what replicas claim and leaders count is not durable.
    private static final class NeverFlushes extends FaultyDisk {
        NeverFlushes(Storage disk) {
            super(disk);
        }

        @Override
        public File open(String path) {
            File file = super.open(path);
            return new File() {
                @Override
                public long size() {
                    return file.size();
                }

                @Override
                public void append(ByteBuffer bytes) {
                    file.append(bytes);
                }

                @Override
                public void write(ByteBuffer bytes, long position) {
                    file.write(bytes, position);
                }

                @Override
                public int read(ByteBuffer into, long position) {
                    return file.read(into, position);
                }

                @Override
                public void truncate(long size) {
                    file.truncate(size);
                }

                @Override
                public void flush() {}

                @Override
                public void close() {
                    file.close();
                }
            };
        }
    }
}
