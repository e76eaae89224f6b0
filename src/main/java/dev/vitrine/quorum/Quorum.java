package dev.vitrine.quorum;

import dev.vitrine.env.Environment;
import dev.vitrine.env.Invariant;
import dev.vitrine.env.Node;
import dev.vitrine.event.Event;
import dev.vitrine.event.Event.QuorumRole;
import dev.vitrine.log.PartitionLog;

import org.apache.kafka.common.record.internal.MemoryRecords;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// One node's part in the metadata quorum: it votes, follows or leads, and applies what is
/// committed.
///
/// [Roles] says what it is, and draws how that changes.
///
/// Inputs note what happened; [#onTime] acts. A node calls it after every other input, so that all
/// that an input leads to goes through one place: timers move the role on, the log is flushed, the
/// high watermark advances, committed records are applied, parked fetches are answered, requests go
/// out. Only votes and refusals are answered at once. Term, vote and leader are durable before
/// anything is said because of them.
///
/// It does not know connections, Kafka's messages, or what the records mean.
public final class Quorum {
    /// Where the term and the vote are kept, beside the log's segments, as Kafka has it.
    public static final String STATE_FILE = "__cluster_metadata-0/quorum-state";

    /// The highest term that is believed. Terms grow by one an election; whoever claims more is not
    /// of this cluster.
    static final int TERM_MAX = 1 << 30;

    /// How often what is applied may lead to more to apply within one input; then the next goes on.
    private static final int ROUNDS_MAX = 16;

    /// Sends requests to other members. Each is answered once, by [#onResponse] with that very
    /// object, or by [#onFailure]; never within the call.
    public interface Peers {
        void send(int nodeId, QuorumRequest request);
    }

    /// Who applies the committed records. It may call [#append] from within, and nothing else.
    public interface MetadataListener {
        /// A record is committed. Called for each, in order, once a process's life, from the log's
        /// start on. The value is the callee's.
        void onCommitted(long offset, int term, ByteBuffer value);

        /// All records of a batch, which are all those before `nextOffset`, have been told.
        void onBatchCommitted(long nextOffset);

        /// This node leads the term, and everything before its first record is committed and
        /// applied.
        void onLeadership(int term);

        /// This node leads no more; told whether or not [#onLeadership] came to pass.
        void onLeadershipLost(int term);

        /// @param leader -1 when unknown
        void onLeaderKnown(int term, int leader);
    }

    private final QuorumConfig config;
    private final Environment env;
    private final Consumer<Event> events;
    private final Peers peers;
    private final MetadataListener listener;
    private final MetadataLog log;
    private final CommittedRecords committed;
    private final Roles roles;
    private final Inbox inbox;
    private final Outbox outbox = new Outbox();

    /// Whether the listener knows that this node leads.
    private boolean leadershipTold;

    /// Whether the role this node starts with has been told.
    private boolean started;

    /// Whether this node is about to end: it does not stand for election any more.
    private boolean stopping;

    /// When an unattached node asks the next voter for the leader.
    private long nextDiscoveryMs;

    /// The log's end and high watermark as they were told last; nothing yet.
    private long toldEndOffset = -1;

    private long toldHighWatermark = -1;

    /// @param log the log in `__cluster_metadata-0`; the quorum's from now on
    /// @throws dev.vitrine.env.StorageException when the quorum-state file is damaged
    public Quorum(
            QuorumConfig config,
            PartitionLog log,
            Environment env,
            Consumer<Event> events,
            Peers peers,
            MetadataListener listener) {
        this.config = config;
        this.env = env;
        this.events = events;
        this.peers = peers;
        this.listener = listener;
        this.log = new MetadataLog(log);
        this.committed = new CommittedRecords(this.log, listener);
        this.roles = new Roles(config, env, this::onRole);
        this.inbox = new Inbox(config, env, events, roles, this.log, committed);
    }

    private void onRole(Role was, Role is) {
        boolean sameRole = was.name() == is.name();
        boolean sameTerm = was.term() == is.term() && was.leader() == is.leader();
        if (sameRole && sameTerm) {
            return;
        }
        if (was instanceof Leader) {
            leadershipTold = false;
            inbox.refuseParked();
            listener.onLeadershipLost(was.term());
        }
        tellRole(RoleReason.of(was, is, config, stopping));
        if (!sameTerm || is instanceof Resigned) {
            listener.onLeaderKnown(is.term(), leader());
        }
    }

    private void tellRole(String why) {
        events.accept(
                new Event.QuorumRoleTaken(
                        config.nodeId(), env.clock().nowMs(), term(), role(), leader(), why));
    }

    // ---- what this node knows ------------------------------------------------------------------

    public int term() {
        return roles.current().term();
    }

    /// The leader of this term, -1 when unknown or when it is known to have resigned.
    public int leader() {
        return roles.knownLeader();
    }

    public QuorumRole role() {
        return isVoter() ? roles.current().name() : QuorumRole.OBSERVER;
    }

    /// One past the last record known to be committed.
    public long highWatermark() {
        return committed.highWatermark();
    }

    public long logStartOffset() {
        return log.startOffset();
    }

    public long logEndOffset() {
        return log.endOffset();
    }

    /// Committed batches from an offset on, at most `maxBytes` of whole ones. Empty when there are
    /// none or the offset is out of range.
    public MemoryRecords committed(long fromOffset, int maxBytes) {
        return fromOffset < log.startOffset() || fromOffset >= committed.highWatermark()
                ? MemoryRecords.EMPTY
                : log.read(fromOffset, maxBytes, committed.highWatermark());
    }

    /// The voters' progress by id, as the leader knows it; on other nodes only its own is known.
    public List<ReplicaProgress> voterProgress() {
        long nowMs = env.clock().nowMs();
        return config.voters().stream().map(id -> progressOf(id, nowMs)).toList();
    }

    private ReplicaProgress progressOf(int voter, long nowMs) {
        if (voter == config.nodeId()) {
            return new ReplicaProgress(voter, log.endOffset(), nowMs, nowMs);
        }
        if (roles.current() instanceof Leader leader) {
            return leader.progressOf(voter).told();
        }
        return Leader.Progress.unknown(voter).told();
    }

    /// The observers' progress by id, as the leader knows it; empty on other nodes.
    public List<ReplicaProgress> observerProgress() {
        return inbox.observers();
    }

    private boolean isVoter() {
        return config.isVoter(config.nodeId());
    }

    // ---- what this node wants ------------------------------------------------------------------

    /// Appends records as one batch, to be committed and applied all together or not at all.
    /// Nothing is committed within this call; the next [#onTime] goes on. There is no limit but the
    /// log's: a batch must fit a segment.
    ///
    /// @param records not empty
    /// @return the offset of the last of them, or -1 when this node does not lead that term
    public long append(int term, List<byte[]> records) {
        Invariant.check(!records.isEmpty(), "a batch is not empty");
        if (!(roles.current() instanceof Leader) || term != term()) {
            return -1;
        }
        return log.append(term, records, env.clock().nowMs());
    }

    /// Begins a clean shutdown: a leader resigns and tells the others, the most caught up of whom
    /// stands at once. This node does not stand again. [#isReleased] says when the others know.
    public void resign() {
        long nowMs = env.clock().nowMs();
        stopping = true;
        switch (roles.current()) {
            case Leader leader ->
                    roles.become(roles.resigned(leader.term(), leader.successors(), nowMs));
            case Prospective _, Candidate _ -> {
                if (isVoter()) {
                    roles.become(roles.standingNoMore(nowMs));
                }
            }
            case Unattached _, Follower _, Resigned _ -> {}
        }
        if (roles.current() instanceof Resigned resigned) {
            // At once: this may be the process's last input.
            sayGoodbye(resigned, nowMs);
        }
    }

    /// Whether nothing is left to be told to anybody after [#resign].
    public boolean isReleased() {
        return switch (roles.current()) {
            case Leader _ -> false;
            case Resigned resigned -> resigned.toTell().isEmpty();
            case Unattached _, Follower _, Prospective _, Candidate _ -> true;
        };
    }

    /// Closes the log without flushing it.
    public void close() {
        log.close();
    }

    /// Takes a request from another node. `reply` is called once: within this call, or for a fetch
    /// that waits for something new within [#onTime]. A request's fields may be anything.
    public void onRequest(QuorumRequest request, Consumer<QuorumResponse> reply) {
        inbox.take(request, reply, env.clock().nowMs());
    }

    // ---- what others answer --------------------------------------------------------------------

    /// Takes the answer to a request that [Peers#send] was given. Ignored when the request has been
    /// given up.
    public void onResponse(int fromNode, QuorumRequest request, QuorumResponse response) {
        long nowMs = env.clock().nowMs();
        long sentAtMs = outbox.sentAtMs(fromNode, request);
        if (!outbox.settled(fromNode, request)) {
            return;
        }
        boolean fine = response.error().equals(QuorumResponse.NONE);
        roles.learn(
                response.term(), response.leader(), fine && response.leader() == fromNode, nowMs);
        boolean current = request.term() == term() && response.term() == term();
        boolean progress = false;
        switch (request) {
            case QuorumRequest.Vote vote when response instanceof QuorumResponse.Vote answer -> {
                if (current && fine) {
                    count(fromNode, vote.preVote(), answer.granted());
                }
            }
            case QuorumRequest.EndEpoch _ -> {
                if (current && fine && roles.current() instanceof Resigned resigned) {
                    roles.become(resigned.toldTo(fromNode));
                }
            }
            case QuorumRequest.Fetch fetch when response instanceof QuorumResponse.Fetch answer -> {
                if (current) {
                    progress = onFetched(fromNode, fetch, answer, nowMs);
                }
            }
            default -> {
                // A leader needs no answer to its announcement: the fetches say whether it was
                // heard.
            }
        }
        boolean waited = nowMs - sentAtMs >= config.retryBackoffMs();
        if (request instanceof QuorumRequest.BeginEpoch) {
            outbox.pause(fromNode, Outbox.Kind.BEGIN_EPOCH, nowMs, announcementMs());
        } else if (!fine || !(progress || waited)) {
            outbox.pause(fromNode, Outbox.Kind.of(request), nowMs, config.retryBackoffMs());
        }
    }

    /// A request was not answered: its connection was lost, or could not be made.
    public void onFailure(int toNode, QuorumRequest request) {
        if (outbox.settled(toNode, request)) {
            outbox.pause(
                    toNode, Outbox.Kind.of(request), env.clock().nowMs(), config.retryBackoffMs());
        }
    }

    private void count(int voterId, boolean preVote, boolean granted) {
        if (preVote && roles.current() instanceof Prospective prospective) {
            roles.become(prospective.with(voterId, granted));
        } else if (!preVote
                && roles.current() instanceof Candidate candidate
                && !candidate.pausing()) {
            roles.become(candidate.with(voterId, granted));
        }
    }

    /// @return whether this replica learnt something
    private boolean onFetched(
            int fromNode, QuorumRequest.Fetch fetch, QuorumResponse.Fetch answer, long nowMs) {
        if (!(roles.current() instanceof Follower follower)
                || follower.leader() != fromNode
                || follower.released()) {
            return false;
        }
        if (answer.error().equals(Refusals.NOT_LEADER)) {
            // Elected in this very term, and no leader any more.
            roles.become(
                    follower.afterGoodbye(nowMs + roles.randomUpTo(config.electionBackoffMaxMs())));
            return false;
        }
        if (!answer.error().equals(QuorumResponse.NONE)) {
            return false;
        }
        roles.become(follower.afterAnswer(roles.fetchDeadlineMs(nowMs)));
        if (fetch.fetchOffset() != log.endOffset()) {
            return false;
        }
        if (answer.diverging() != null) {
            log.truncateToAgreeWith(
                    answer.diverging(), committed.highWatermark(), env.clock().nowMs());
            return true;
        }
        boolean appended = log.appendFetched(answer.records(), env.clock().nowMs());
        return committed.advanceTo(Math.min(answer.highWatermark(), log.endOffset())) || appended;
    }

    // ---- time ----------------------------------------------------------------------------------

    /// Acts on all that happened. To be called after every other input, and by a node last of all
    /// its parts, so that what they appended goes out at once.
    ///
    /// @return when to be called next at the latest, or [Node#NEVER]
    public long onTime() {
        long nowMs = env.clock().nowMs();
        if (!started) {
            started = true;
            tellRole("it starts");
            listener.onLeaderKnown(term(), leader());
        }
        outbox.expire(nowMs);
        for (int round = 0; round < ROUNDS_MAX; round++) {
            if (!moveOn(nowMs) & !commitAndApply(nowMs)) {
                break;
            }
        }
        tellLog(nowMs);
        inbox.answerReady(nowMs);
        sendWhatIsDue(nowMs);
        return nextDeadlineMs(nowMs);
    }

    private void tellLog(long nowMs) {
        if (log.endOffset() != toldEndOffset || committed.highWatermark() != toldHighWatermark) {
            toldEndOffset = log.endOffset();
            toldHighWatermark = committed.highWatermark();
            events.accept(
                    new Event.MetadataLogMoved(
                            config.nodeId(), nowMs, toldEndOffset, toldHighWatermark));
        }
    }

    /// Does what the role's deadline or the count of votes asks for.
    ///
    /// @return whether the role changed
    private boolean moveOn(long nowMs) {
        Role before = roles.current();
        boolean due = roleDeadlineMs() <= nowMs;
        switch (roles.current()) {
            case Leader leader -> {
                if (due) {
                    roles.become(roles.resigned(leader.term(), leader.successors(), nowMs));
                }
            }
            case Prospective p when p.votes().won() -> roles.become(roles.candidate(nowMs));
            case Prospective p when p.votes().lost() || due ->
                    roles.become(roles.standingNoMore(nowMs));
            case Candidate c when c.votes().won() -> lead(c, nowMs);
            case Candidate c when c.pausing() && due -> roles.become(roles.prospective(nowMs));
            case Candidate c when !c.pausing() && (c.votes().lost() || due) ->
                    roles.become(
                            c.pausingUntil(
                                    nowMs + roles.randomUpTo(config.electionBackoffMaxMs())));
            case Unattached _ when due && isVoter() -> roles.become(roles.prospective(nowMs));
            case Follower _ when due && isVoter() -> roles.become(roles.prospective(nowMs));
            case Follower f when due ->
                    roles.become(new Unattached(f.term(), f.votedFor(), f.leader(), Node.NEVER));
            case Resigned r when due -> roles.become(roles.unattached(r.term() + 1, nowMs));
            default -> {}
        }
        return !roles.current().equals(before);
    }

    /// A voter that is about to end lets elections pass.
    private long roleDeadlineMs() {
        return stopping && isVoter() ? Node.NEVER : roles.current().deadlineMs();
    }

    private void lead(Candidate candidate, long nowMs) {
        roles.become(
                Leader.elected(
                        candidate.term(),
                        config.nodeId(),
                        config.voters(),
                        log.endOffset(),
                        config.contactTimeoutMs(),
                        nowMs));
        log.appendLeaderChange(
                candidate.term(),
                config.nodeId(),
                config.voters(),
                candidate.votes().granted(),
                nowMs);
    }

    /// Flushes, moves a leader's high watermark, and applies what is below it.
    ///
    /// @return whether there is, or may be, more to do
    private boolean commitAndApply(long nowMs) {
        log.flush();
        if (roles.current() instanceof Leader leader) {
            committed.advanceTo(leader.committed(log.durableEnd()));
        }
        boolean applied = committed.tellMore();
        if (roles.current() instanceof Leader leader
                && !leadershipTold
                && committed.nextOffset() > leader.epochStartOffset()) {
            leadershipTold = true;
            listener.onLeadership(leader.term());
            return true;
        }
        return applied || log.durableEnd() != log.endOffset();
    }

    private void sendWhatIsDue(long nowMs) {
        switch (roles.current()) {
            case Unattached _ -> discover(nowMs);
            case Follower follower -> {
                if (!follower.released()) {
                    send(follower.leader(), fetch(config.fetchWaitMaxMs()), nowMs);
                }
            }
            case Prospective p -> askForVotes(p.votes(), true, nowMs);
            case Candidate c -> {
                if (!c.pausing()) {
                    askForVotes(c.votes(), false, nowMs);
                }
            }
            case Leader leader -> announce(leader, nowMs);
            case Resigned resigned -> sayGoodbye(resigned, nowMs);
        }
    }

    private void askForVotes(Votes votes, boolean preVote, long nowMs) {
        for (int other : config.voters()) {
            if (votes.isOpen(other)) {
                send(
                        other,
                        new QuorumRequest.Vote(
                                term(), config.nodeId(), log.lastEpoch(), log.endOffset(), preVote),
                        nowMs);
            }
        }
    }

    private void announce(Leader leader, long nowMs) {
        for (Leader.Progress follower : leader.followers()) {
            if (announcementDueMs(follower) <= nowMs) {
                send(
                        follower.replica(),
                        new QuorumRequest.BeginEpoch(leader.term(), config.nodeId()),
                        nowMs);
            }
        }
    }

    private void sayGoodbye(Resigned resigned, long nowMs) {
        for (int other : resigned.toTell()) {
            send(
                    other,
                    new QuorumRequest.EndEpoch(
                            resigned.term(), config.nodeId(), resigned.successors()),
                    nowMs);
        }
    }

    /// A voter that has not fetched for half the fetch timeout may not know its leader.
    private long announcementDueMs(Leader.Progress follower) {
        return follower.lastFetchMs() < 0 ? 0 : follower.lastFetchMs() + announcementMs();
    }

    private long announcementMs() {
        return Math.max(config.retryBackoffMs(), config.fetchTimeoutMs() / 2);
    }

    /// Asks one voter after another, at random, for the leader: a fetch to the wrong node is
    /// answered with the right one.
    private void discover(long nowMs) {
        List<Integer> free = votersToAsk();
        if (free.isEmpty() || nowMs < nextDiscoveryMs) {
            return;
        }
        nextDiscoveryMs = nowMs + Math.max(config.retryBackoffMs(), config.electionTimeoutMs() / 4);
        send(free.get((int) roles.randomUpTo(free.size() - 1)), fetch(0), nowMs);
    }

    private List<Integer> votersToAsk() {
        List<Integer> free = new ArrayList<>(config.voters());
        free.removeIf(v -> v == config.nodeId() || !outbox.isFree(v, Outbox.Kind.FETCH));
        return free;
    }

    private QuorumRequest.Fetch fetch(int maxWaitMs) {
        return new QuorumRequest.Fetch(
                term(),
                config.nodeId(),
                log.durableEnd(),
                log.lastEpoch(),
                committed.highWatermark(),
                maxWaitMs);
    }

    private void send(int to, QuorumRequest request, long nowMs) {
        if (outbox.isFree(to, Outbox.Kind.of(request))) {
            long waitMs = request instanceof QuorumRequest.Fetch fetch ? fetch.maxWaitMs() : 0;
            outbox.sent(to, request, nowMs, config.requestTimeoutMs() + waitMs);
            peers.send(to, request);
        }
    }

    private long nextDeadlineMs(long nowMs) {
        if (committed.nextOffset() < committed.highWatermark()
                || log.durableEnd() != log.endOffset()) {
            return nowMs;
        }
        long next = Math.min(roleDeadlineMs(), Math.min(outbox.deadlineMs(), inbox.deadlineMs()));
        return switch (roles.current()) {
            case Unattached _ -> votersToAsk().isEmpty() ? next : Math.min(next, nextDiscoveryMs);
            case Leader leader ->
                    leader.followers().stream()
                            .mapToLong(this::announcementDueMs)
                            .filter(dueMs -> dueMs > nowMs)
                            .reduce(next, Math::min);
            case Follower _, Prospective _, Candidate _, Resigned _ -> next;
        };
    }
}
