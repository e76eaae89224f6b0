package dev.vitrine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The simulator's eye on compacted logs tells when one is compacted wrongly.
final class CleanedLogTest {
    private final List<String> broken = new ArrayList<>();
    private final CleanedLog log = new CleanedLog("table-0", (name, words) -> broken.add(name));

    @Test
    void whatIsSupersededMayGo() {
        show(record(0, "a", "1"), record(1, "b", "1"), record(2, "a", "2"));
        check(record(1, "b", "1"), record(2, "a", "2"));
        assertThat(broken).isEmpty();
    }

    @Test
    void theLastValueOfAKeyMayNot() {
        show(record(0, "a", "1"), record(1, "b", "1"), record(2, "a", "2"));
        check(record(0, "a", "1"), record(2, "a", "2"));
        assertThat(broken).containsExactly("a compacted log keeps the last value of every key");
    }

    @Test
    void aTombstoneMayGoWithWhatItDeleted() {
        show(record(0, "a", "1"), record(1, "a", null), record(2, "b", "1"));
        check(record(2, "b", "1"));
        assertThat(broken).isEmpty();
    }

    @Test
    void aTombstoneMayNotGoBeforeWhatItDeleted() {
        show(record(0, "a", "1"), record(1, "a", null), record(2, "b", "1"));
        check(record(0, "a", "1"), record(2, "b", "1"));
        assertThat(broken).containsExactly("a deleted key does not come back");
    }

    @Test
    void anOffsetKeepsItsRecord() {
        show(record(0, "a", "1"), record(1, "b", "1"));
        show(record(0, "a", "1"), record(1, "b", "2"));
        assertThat(broken).containsExactly("the committed prefix is the same everywhere");
    }

    private static ByteBuffer record(long offset, String key, @Nullable String value) {
        SimpleRecord record =
                new SimpleRecord(0, key.getBytes(), value == null ? null : value.getBytes());
        return MemoryRecords.withRecords(offset, Compression.NONE, record).buffer();
    }

    private Set<Long> show(ByteBuffer... batches) {
        Set<Long> shown = new TreeSet<>();
        for (ByteBuffer batch : batches) {
            log.observe(1, batch, shown, settled -> {});
        }
        return shown;
    }

    private void check(ByteBuffer... kept) {
        log.checkLastValues(1, 0, show(kept));
    }
}
