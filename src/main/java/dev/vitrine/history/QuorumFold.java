package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.event.Event.QuorumRole;
import dev.vitrine.history.QuorumView.Ballot;
import dev.vitrine.history.QuorumView.Member;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// The metadata quorum: who is what, how far each log reaches, the votes, the committed records.
final class QuorumFold implements State {
    private static final String TOPIC = "topic ";

    private final Map<Integer, Member> members = new TreeMap<>();
    private final Ring<Ballot> ballots = new Ring<>(Projector.BALLOTS_MAX);
    private final Ring<QuorumView.Record> records = new Ring<>(Projector.METADATA_RECORDS_MAX);

    /// What each node told last of the metadata: what its next applied record changed.
    private final Map<Integer, Subject> changed = new TreeMap<>();

    private long furthest = QuorumView.UNKNOWN;
    private int leader = -1;
    private int term;
    private QuorumView view = QuorumView.EMPTY;
    private boolean dirty;

    void apply(Event event) {
        switch (event) {
            case Event.NodeStarted e -> started(e);
            case Event.NodeEnded e -> ended(e);
            case Event.QuorumRoleTaken e -> roleTaken(e);
            case Event.VoteCast e ->
                    ballots.add(
                            new Ballot(
                                    e.atMs(),
                                    e.term(),
                                    e.node(),
                                    e.candidate(),
                                    e.preVote(),
                                    e.granted()));
            case Event.MetadataLogMoved e ->
                    change(
                            e.node(),
                            m ->
                                    with(
                                            m,
                                            e.logEndOffset(),
                                            e.highWatermark(),
                                            m.appliedOffset(),
                                            m.leaderKnows()));
            case Event.MetadataFollowerAdvanced e -> {
                if (e.node() == leader) {
                    change(
                            e.follower(),
                            m ->
                                    with(
                                            m,
                                            m.logEndOffset(),
                                            m.highWatermark(),
                                            m.appliedOffset(),
                                            e.logEndOffset()));
                }
            }
            case Event.MetadataApplied e -> applied(e);
            case Event.BrokerRegistered e -> about(e.node(), new Subject.OfNode(e.broker()));
            case Event.BrokerFencingChanged e -> about(e.node(), new Subject.OfNode(e.broker()));
            case Event.BrokerUnregistered e -> about(e.node(), new Subject.OfNode(e.broker()));
            case Event.TopicCreated e -> about(e.node(), new Subject.OfTopic(e.topic()));
            case Event.TopicDeleted e -> about(e.node(), new Subject.OfTopic(e.topic()));
            case Event.PartitionChanged e ->
                    about(e.node(), new Subject.OfPartition(e.topic(), e.partition()));
            case Event.ConfigChanged e -> {
                if (e.resource().startsWith(TOPIC)) {
                    about(e.node(), new Subject.OfTopic(e.resource().substring(TOPIC.length())));
                }
            }
            default -> {
                return;
            }
        }
        dirty = true;
    }

    private void about(int node, Subject subject) {
        changed.put(node, subject);
    }

    private void started(Event.NodeStarted e) {
        members.put(
                e.node(),
                new Member(
                        e.node(),
                        e.controller(),
                        true,
                        e.controller() ? QuorumRole.UNATTACHED : QuorumRole.OBSERVER,
                        0,
                        "",
                        QuorumView.UNKNOWN,
                        QuorumView.UNKNOWN,
                        QuorumView.UNKNOWN,
                        QuorumView.UNKNOWN));
    }

    /// Its log stays as it was; what it was is over.
    private void ended(Event.NodeEnded e) {
        change(
                e.node(),
                m ->
                        new Member(
                                m.node(),
                                m.voter(),
                                false,
                                m.voter() ? QuorumRole.UNATTACHED : QuorumRole.OBSERVER,
                                m.term(),
                                "",
                                m.logEndOffset(),
                                m.highWatermark(),
                                m.appliedOffset(),
                                m.leaderKnows()));
        if (leader == e.node()) {
            leader = -1;
        }
        changed.remove(e.node());
    }

    private void roleTaken(Event.QuorumRoleTaken e) {
        change(
                e.node(),
                m ->
                        new Member(
                                m.node(),
                                m.voter(),
                                m.up(),
                                e.role(),
                                e.term(),
                                e.why(),
                                m.logEndOffset(),
                                m.highWatermark(),
                                m.appliedOffset(),
                                m.leaderKnows()));
        if (e.role() == QuorumRole.LEADER && e.term() >= term) {
            leader = e.node();
            term = e.term();
            members.replaceAll((_, m) ->
                    with(
                            m,
                            m.logEndOffset(),
                            m.highWatermark(),
                            m.appliedOffset(),
                            QuorumView.UNKNOWN));
        } else if (leader == e.node()) {
            leader = -1;
        }
    }

    private void applied(Event.MetadataApplied e) {
        change(
                e.node(),
                m -> with(m, m.logEndOffset(), m.highWatermark(), e.offset(), m.leaderKnows()));
        Subject about = changed.remove(e.node());
        if (e.offset() > furthest) {
            furthest = e.offset();
            records.add(
                    new QuorumView.Record(
                            e.offset(),
                            e.term(),
                            e.atMs(),
                            e.type(),
                            e.words(),
                            e.why(),
                            about == null ? new Subject.OfCluster() : about));
        }
    }

    private void change(int node, UnaryOperator<Member> by) {
        members.computeIfPresent(node, (_, member) -> by.apply(member));
    }

    private static Member with(Member m, long end, long high, long applied, long leaderKnows) {
        return new Member(
                m.node(),
                m.voter(),
                m.up(),
                m.role(),
                m.term(),
                m.why(),
                end,
                high,
                applied,
                leaderKnows);
    }

    QuorumView view() {
        if (dirty) {
            List<Member> inOrder = new ArrayList<>();
            members.values().stream().filter(Member::voter).forEach(inOrder::add);
            members.values().stream().filter(m -> !m.voter()).forEach(inOrder::add);
            view =
                    new QuorumView(
                            leader, term, List.copyOf(inOrder), ballots.view(), records.view());
            dirty = false;
        }
        return view;
    }
}
