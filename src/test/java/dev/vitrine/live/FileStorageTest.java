package dev.vitrine.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.env.Storage;
import dev.vitrine.env.StorageException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

class FileStorageTest {
    @TempDir Path root;
    private FileStorage storage;

    @BeforeEach
    void open() {
        storage = new FileStorage(root, true);
    }

    private static ByteBuffer bytes(String text) {
        return StandardCharsets.UTF_8.encode(text);
    }

    private String content(String path) {
        return storage.readWhole(path)
                .map(bytes -> StandardCharsets.UTF_8.decode(bytes).toString())
                .orElse("(none)");
    }

    @Test
    void bytesAreAppendedOverwrittenReadAndCut() {
        try (Storage.File file = storage.open("orders-0/0.log")) {
            file.append(bytes("hello "));
            file.append(bytes("world"));
            file.write(bytes("J"), 0);
            assertThat(file.size()).isEqualTo(11);
            ByteBuffer into = ByteBuffer.allocate(20);
            assertThat(file.read(into, 6)).isEqualTo(5);
            assertThat(file.read(into, 11)).isZero();
            file.truncate(5);
            assertThatThrownBy(() -> file.write(bytes("!"), 6))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("6 is not within its 5 bytes");
        }
        assertThat(content("orders-0/0.log")).isEqualTo("Jello");
    }

    @Test
    void theLossOfPowerTakesWhatWasNotFlushedAndNothingElse() {
        Storage.File file = storage.open("orders-0/0.log");
        file.append(bytes("flushed"));
        file.flush();
        file.append(bytes(" written"));
        file.close();
        storage.replace("checkpoint", bytes("in place"));
        Storage.File never = storage.open("never");
        never.append(bytes("never flushed"));
        never.close();

        assertThat(content("orders-0/0.log")).isEqualTo("flushed written");
        storage.losePower();
        assertThat(content("orders-0/0.log")).isEqualTo("flushed");
        assertThat(content("checkpoint")).isEqualTo("in place");
        assertThat(content("never")).isEmpty();
    }

    @Test
    void whatWasFlushedIsRememberedOverReopeningCuttingAndRenaming() {
        Storage.File file = storage.open("orders-0/0.log");
        file.append(bytes("0123456789"));
        file.flush();
        file.truncate(4);
        file.append(bytes("abc"));
        file.close();
        Storage.File again = storage.open("orders-0/0.log");
        storage.rename("orders-0", "orders-0-deleted");
        again.append(bytes("def"));
        again.close();
        assertThat(content("orders-0-deleted/0.log")).isEqualTo("0123abcdef");
        storage.losePower();
        assertThat(content("orders-0-deleted/0.log")).isEqualTo("0123");
        assertThat(content("orders-0/0.log")).isEqualTo("(none)");
    }

    @Test
    void listsAreSortedAndShowFoldersAndNothingUnfinished() throws Exception {
        storage.replace("b", bytes("2"));
        storage.replace("a/c", bytes("1"));
        Files.writeString(root.resolve("half~"), "half");
        assertThat(storage.list("")).containsExactly("a/", "b");
        assertThat(storage.list("a")).containsExactly("c");
        assertThat(storage.list("none")).isEmpty();
        storage.delete("a");
        storage.delete("none");
        assertThat(storage.list("")).containsExactly("b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "../x",
                "a/../../x",
                "/etc/passwd",
                "a//b",
                ".",
                "a/.",
                "a\\b",
                "a\0",
                "x~"
            })
    void noPathLeadsOutOfTheFolder(String path) {
        assertThatThrownBy(() -> storage.open(path))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("is no path on a node's disk");
        assertThatThrownBy(() -> storage.delete(path)).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> storage.rename("b", path)).isInstanceOf(StorageException.class);
    }

    @Test
    void aDiskThatRefusesNamesTheFile() {
        storage.replace("file", bytes(""));
        assertThatThrownBy(() -> storage.open("file/inside"))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(root.resolve("file").toString());
    }
}
