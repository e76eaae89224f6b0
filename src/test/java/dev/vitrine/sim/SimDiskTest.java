package dev.vitrine.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.env.Invariant;
import dev.vitrine.env.Storage;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.TreeSet;

class SimDiskTest {
    private static ByteBuffer bytes(int count, int value) {
        byte[] array = new byte[count];
        Arrays.fill(array, (byte) value);
        return ByteBuffer.wrap(array);
    }

    private static SimDisk disk(long seed) {
        return new SimDisk(Seeds.stream(seed, "disk", 1));
    }

    @Test
    void aLossOfPowerNeverTouchesWhatWasFlushedAndTearsTheRestAnywhere() {
        TreeSet<Integer> sizes = new TreeSet<>();
        boolean garbled = false;
        for (long seed = 0; seed < 500; seed++) {
            SimDisk disk = disk(seed);
            Storage.File file = disk.mount(micros -> {}).open("a/log");
            file.append(bytes(1_000, 1));
            file.flush();
            file.append(bytes(2_000, 2));
            disk.losePower();
            byte[] left = disk.bytesOf("a/log");
            assertThat(left).isNotNull();
            assertThat(left.length).isBetween(1_000, 3_000);
            assertThat(Arrays.copyOf(left, 1_000)).containsOnly(1);
            sizes.add(left.length);
            for (int i = 1_000; i < left.length; i++) {
                garbled |= left[i] != 2;
            }
        }
        assertThat(sizes).hasSizeGreaterThan(200);
        assertThat(sizes).contains(1_000);
        assertThat(garbled).isTrue();
    }

    @Test
    void anUnflushedTruncationMayComeUndone() {
        TreeSet<Integer> sizes = new TreeSet<>();
        for (long seed = 0; seed < 100; seed++) {
            SimDisk disk = disk(seed);
            Storage.File file = disk.mount(micros -> {}).open("log");
            file.append(bytes(1_000, 1));
            file.flush();
            file.truncate(400);
            disk.losePower();
            byte[] left = disk.bytesOf("log");
            assertThat(Arrays.copyOf(left, 400)).containsOnly(1);
            sizes.add(left.length);
        }
        assertThat(sizes).contains(400, 1_000);
    }

    @Test
    void aReplacedFileIsWholeAfterALossOfPower() {
        for (long seed = 0; seed < 50; seed++) {
            SimDisk disk = disk(seed);
            Storage storage = disk.mount(micros -> {});
            storage.replace("vote", bytes(10, 1));
            storage.replace("vote", bytes(20, 2));
            disk.losePower();
            assertThat(disk.bytesOf("vote")).hasSize(20).containsOnly(2);
        }
    }

    @Test
    void foldersListRenameAndGoAsAWhole() {
        Storage storage = disk(1).mount(micros -> {});
        storage.open("logs/t-1/b").append(bytes(3, 1));
        storage.open("logs/t-1/a");
        storage.open("logs/t-10/a");
        storage.open("meta");
        assertThat(storage.list("")).containsExactly("logs/", "meta");
        assertThat(storage.list("logs/t-1")).containsExactly("a", "b");
        storage.rename("logs/t-1", "logs/gone");
        assertThat(storage.list("logs")).containsExactly("gone/", "t-10/");
        assertThat(storage.readWhole("logs/gone/b")).hasValue(bytes(3, 1));
        storage.delete("logs/gone");
        assertThat(storage.list("logs")).containsExactly("t-10/");
        assertThat(storage.list("nowhere")).isEmpty();
    }

    @Test
    void aProcessThatIsGoneCannotWrite() {
        SimStorage storage = disk(1).mount(micros -> {});
        Storage.File file = storage.open("log");
        storage.unmount();
        assertThatThrownBy(() -> file.append(bytes(1, 1))).isInstanceOf(Invariant.Violation.class);
        assertThatThrownBy(() -> storage.open("x")).isInstanceOf(Invariant.Violation.class);
    }
}
