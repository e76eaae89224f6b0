package dev.vitrine.group;

import org.jspecify.annotations.Nullable;

/// A member says that it lives.
public record Heartbeat(
        String groupId, int generationId, String memberId, @Nullable String groupInstanceId) {}
