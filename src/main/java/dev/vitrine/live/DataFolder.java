package dev.vitrine.live;

import dev.vitrine.env.StorageException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/// A cluster's folder: `cluster.properties` says which cluster and what nodes, `node-1`, `node-2`,
/// … are the nodes' disks, each with Kafka's `meta.properties`. Locked, so that two processes do
/// not share it.
final class DataFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);

    private static final String LOCK = ".lock";
    private static final String CLUSTER = "cluster.properties";
    private static final String META = "meta.properties";

    private final Path root;
    private final FileChannel lock;
    private final boolean temporary;
    private final FileStorage storage;
    private String clusterId = "";
    private List<Role> roles = List.of();

    /// How many nodes the cluster started with at first; later ones were added.
    private int initialNodes;

    private DataFolder(Path root, FileChannel lock, boolean temporary) {
        this.root = root;
        this.lock = lock;
        this.temporary = temporary;
        this.storage = new FileStorage(root, !temporary);
    }

    /// Opens the data of a cluster, or begins it.
    ///
    /// @param asked the roles of the nodes a new cluster starts with; an existing one keeps its
    ///   own, and nodes beyond its own join it as brokers
    /// @throws ClusterException with one sentence when the folder cannot be used
    static DataFolder open(Optional<Path> at, List<Role> asked) {
        DataFolder folder =
                at.isPresent() ? locked(at.get(), false) : locked(temporaryFolder(), true);
        try {
            folder.readCluster(asked);
            return folder;
        } catch (StorageException e) {
            folder.close();
            throw new ClusterException(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("vitrine-");
        } catch (IOException e) {
            throw new ClusterException(
                    "cannot write to "
                            + System.getProperty("java.io.tmpdir")
                            + ": "
                            + FileStorage.reason(e),
                    e);
        }
    }

    private static DataFolder locked(Path root, boolean temporary) {
        try {
            Files.createDirectories(root);
        } catch (FileAlreadyExistsException e) {
            throw new ClusterException(root + " is a file, not a folder for data", e);
        } catch (IOException e) {
            throw new ClusterException("cannot write to " + root + ": " + FileStorage.reason(e), e);
        }
        FileChannel lock;
        try {
            lock =
                    FileChannel.open(
                            root.resolve(LOCK),
                            StandardOpenOption.WRITE,
                            StandardOpenOption.CREATE);
        } catch (IOException e) {
            throw new ClusterException("cannot write to " + root + ": " + FileStorage.reason(e), e);
        }
        try {
            if (lock.tryLock() != null) {
                return new DataFolder(root, lock, temporary);
            }
        } catch (OverlappingFileLockException e) {
            // Another cluster of this process.
        } catch (IOException e) {
            closeQuietly(lock);
            throw new ClusterException("cannot lock " + root + ": " + FileStorage.reason(e), e);
        }
        closeQuietly(lock);
        throw new ClusterException("the data in " + root + " is in use by another cluster");
    }

    private void readCluster(List<Role> asked) {
        Optional<ByteBuffer> stored = storage.readWhole(CLUSTER);
        if (stored.isEmpty()) {
            clusterId = newId();
            initialNodes = asked.size();
            saveRoles(asked);
            return;
        }
        Properties properties = parse(stored.get());
        clusterId = properties.getProperty("cluster.id", "");
        List<Role> kept = new ArrayList<>();
        try {
            initialNodes = Integer.parseInt(properties.getProperty("initial.nodes", ""));
            for (String role : properties.getProperty("roles", "").split(",")) {
                kept.add(Role.valueOf(role.strip()));
            }
        } catch (IllegalArgumentException e) {
            throw new ClusterException(root.resolve(CLUSTER) + " is damaged", e);
        }
        if (clusterId.isEmpty()
                || kept.stream().noneMatch(Role::isController)
                || kept.stream().noneMatch(Role::isBroker)) {
            throw new ClusterException(root.resolve(CLUSTER) + " is damaged");
        }
        if (asked.size() < initialNodes) {
            throw new ClusterException(
                    "the data in "
                            + root
                            + " is that of a cluster of "
                            + kept.size()
                            + " nodes; it does not start with "
                            + asked.size());
        }
        while (kept.size() < asked.size()) {
            kept.add(Role.BROKER);
        }
        saveRoles(kept);
    }

    /// The cluster's id: 16 bytes at random as 22 characters of base64.
    String clusterId() {
        return clusterId;
    }

    /// The roles of nodes 1, 2, …
    List<Role> roles() {
        return roles;
    }

    /// Remembers the nodes, for the next start.
    ///
    /// @throws StorageException when the disk refuses
    final void saveRoles(List<Role> changed) {
        if (changed.equals(roles)) {
            return;
        }
        List<String> names = changed.stream().map(Role::name).toList();
        Map<String, String> content = new TreeMap<>();
        content.put("cluster.id", clusterId);
        content.put("initial.nodes", Integer.toString(initialNodes));
        content.put("roles", String.join(",", names));
        storage.replace(CLUSTER, print(content));
        roles = List.copyOf(changed);
    }

    /// Where a node keeps its files.
    Path nodeFolder(int nodeId) {
        return root.resolve("node-" + nodeId);
    }

    /// The disk of a node.
    ///
    /// @throws ClusterException with one sentence when the folder in its place is not that node's
    FileStorage nodeStorage(int nodeId) {
        Path folder = nodeFolder(nodeId);
        try {
            Files.createDirectories(folder);
            FileStorage disk = new FileStorage(folder, !temporary);
            Optional<ByteBuffer> stored = disk.readWhole(META);
            if (stored.isEmpty()) {
                claim(disk, nodeId);
            } else {
                checkOwner(folder, parse(stored.get()), nodeId);
            }
            return disk;
        } catch (IOException e) {
            throw new ClusterException(
                    "cannot write to " + folder + ": " + FileStorage.reason(e), e);
        } catch (StorageException e) {
            throw new ClusterException(String.valueOf(e.getMessage()), e);
        }
    }

    /// Deletes all that a node has on its disk.
    ///
    /// @throws StorageException when the disk refuses
    void wipe(FileStorage disk, int nodeId) {
        disk.wipe();
        claim(disk, nodeId);
    }

    private void claim(FileStorage disk, int nodeId) {
        Map<String, String> content = new TreeMap<>();
        content.put("version", "1");
        content.put("cluster.id", clusterId);
        content.put("node.id", Integer.toString(nodeId));
        content.put("directory.id", newId());
        disk.replace(META, print(content));
    }

    private void checkOwner(Path folder, Properties meta, int nodeId) {
        String cluster = meta.getProperty("cluster.id", "");
        String node = meta.getProperty("node.id", "");
        if (!cluster.equals(clusterId)) {
            throw new ClusterException(
                    "the data in "
                            + folder
                            + " is that of cluster "
                            + cluster
                            + ", not of "
                            + clusterId);
        }
        if (!node.equals(Integer.toString(nodeId))) {
            throw new ClusterException(
                    "the data in "
                            + folder
                            + " is that of node "
                            + node
                            + ", not of node "
                            + nodeId);
        }
    }

    private static String newId() {
        SecureRandom random = new SecureRandom();
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        // Kafka's ids do not begin with a dash, so that they do on a command line.
        bytes[0] &= 0x7f;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Properties parse(ByteBuffer content) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(StandardCharsets.UTF_8.decode(content).toString()));
        } catch (IOException | IllegalArgumentException e) {
            // Damaged; what is missing in it is reported by who looks for it.
            properties.clear();
        }
        return properties;
    }

    private static ByteBuffer print(Map<String, String> content) {
        StringBuilder text = new StringBuilder();
        content.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
        return StandardCharsets.UTF_8.encode(text.toString());
    }

    /// Gives the folder free, and deletes it if it was a temporary one.
    @Override
    public void close() {
        closeQuietly(lock);
        if (temporary) {
            try {
                FileStorage.deleteTree(root);
            } catch (IOException e) {
                LOG.warn("Cannot delete {}: {}", root, FileStorage.reason(e));
            }
        }
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("Closing a lock", e);
        }
    }
}
