package dev.vitrine.ui.stage;

import dev.vitrine.event.Event;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.Message;
import dev.vitrine.history.Subject;
import dev.vitrine.history.TopicPartition;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What stands out on the stage: what is selected, and of a request also who asked, whom, and about
/// which partitions.
///
/// @param request that is selected, as long as it is kept
record Lit(List<Subject> subjects, @Nullable Message request) {
    static Lit of(Snapshot snapshot, @Nullable Subject selection) {
        if (selection == null) {
            return new Lit(List.of(), null);
        }
        Message request =
                selection instanceof Subject.OfMessage(long seq) ? snapshot.message(seq) : null;
        if (request == null) {
            return new Lit(List.of(selection), null);
        }
        List<Subject> subjects = new ArrayList<>();
        subjects.add(
                request.fromNode() == Event.OUTSIDE
                        ? new Subject.OfClient(request.from())
                        : new Subject.OfNode(request.fromNode()));
        subjects.add(new Subject.OfNode(request.to()));
        for (TopicPartition id : request.about()) {
            subjects.add(new Subject.OfPartition(id.topic(), id.partition()));
        }
        return new Lit(List.copyOf(subjects), request);
    }

    boolean has(Subject subject) {
        return subjects.contains(subject);
    }

    /// Whether a replica is lit, or what it is part of.
    boolean hasPart(Subject.OfReplica replica) {
        return !subjects.isEmpty()
                && (has(replica)
                        || has(new Subject.OfPartition(replica.topic(), replica.partition()))
                        || has(new Subject.OfTopic(replica.topic())));
    }

    boolean is(Message message) {
        return request != null && request.seq() == message.seq();
    }
}
