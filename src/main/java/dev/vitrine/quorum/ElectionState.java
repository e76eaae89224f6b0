package dev.vitrine.quorum;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.vitrine.env.StorageException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What a voter must not forget: its term, whom it voted for in it, and who was elected. Stored as
/// Kafka's `quorum-state` file, version 0 as it is with a static set of voters.
///
/// @param votedFor -1 for nobody
/// @param leader -1 for nobody known
record ElectionState(int term, int votedFor, int leader) {
    private static final ObjectMapper JSON = new ObjectMapper();
    static final ElectionState INITIAL = new ElectionState(0, Role.NOBODY, Role.NOBODY);

    static ElectionState of(Role role) {
        return new ElectionState(role.term(), role.votedFor(), role.leader());
    }

    ByteBuffer toJson(List<Integer> voters) {
        ObjectNode root = JSON.createObjectNode();
        root.put("clusterId", "");
        root.put("leaderId", leader);
        root.put("leaderEpoch", term);
        root.put("votedId", votedFor);
        root.put("appliedOffset", 0);
        ArrayNode current = root.putArray("currentVoters");
        voters.forEach(voter -> current.addObject().put("voterId", voter));
        root.put("data_version", 0);
        return ByteBuffer.wrap(root.toString().getBytes(StandardCharsets.UTF_8));
    }

    /// @throws StorageException when the bytes are not such a file: a voter that forgot its vote
    ///   must not take part
    static ElectionState fromJson(ByteBuffer bytes, String path) {
        try {
            JsonNode root =
                    JSON.readTree(StandardCharsets.UTF_8.decode(bytes.duplicate()).toString());
            JsonNode term = root.path("leaderEpoch");
            JsonNode voted = root.path("votedId");
            JsonNode leader = root.path("leaderId");
            if (!term.canConvertToInt() || !voted.canConvertToInt() || !leader.canConvertToInt()) {
                throw new StorageException(path + " does not name a term, a vote and a leader");
            }
            if (term.intValue() < 0 || voted.intValue() < -1 || leader.intValue() < -1) {
                throw new StorageException(path + " has a negative term, vote or leader: " + root);
            }
            return new ElectionState(term.intValue(), voted.intValue(), leader.intValue());
        } catch (JacksonException e) {
            throw new StorageException(path + " is not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
