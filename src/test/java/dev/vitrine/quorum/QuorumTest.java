package dev.vitrine.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.env.StorageException;
import dev.vitrine.event.Event;
import dev.vitrine.event.Event.QuorumRole;

import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

final class QuorumTest {
    /// Longer than any election with the timeouts of [QuorumWorld]: fetch 200-300 ms, election
    /// 100-200 ms.
    private static final long LONG_MS = 5_000;

    @Test
    void aSingleVoterLeadsAtOnceAndCommitsAlone() {
        QuorumWorld world = new QuorumWorld(1, 1, 0).startAll();
        QuorumWorld.Machine only = world.machines.get(1);
        assertThat(only.quorum.role()).isEqualTo(QuorumRole.LEADER);
        assertThat(only.ledTerm).isEqualTo(1);

        only.append("a", 3);

        assertThat(only.applied).containsExactly("a/1", "a/2", "a/3.");
        // The first record of the term is the leader change.
        assertThat(only.appliedTo).isEqualTo(4);
    }

    @Test
    void aRestartAppliesEverythingAgainAndLeadsALaterTerm() {
        QuorumWorld world = new QuorumWorld(2, 1, 0).startAll();
        QuorumWorld.Machine only = world.machines.get(1);
        only.append("a", 2);
        only.crash(true);

        only.start();

        assertThat(only.applied).containsExactly("a/1", "a/2.");
        assertThat(only.ledTerm).isGreaterThan(1);
    }

    @Test
    void recordsReachVotersAndObservers() {
        QuorumWorld world = new QuorumWorld(3, 3, 2).startAll();
        world.awaitCommit("a");
        assertThat(world.machines.values())
                .allSatisfy(m -> assertThat(m.applied).containsExactly("a1/1", "a1/2."));
        assertThat(world.machines.get(5).quorum.role()).isEqualTo(QuorumRole.OBSERVER);
        assertThat(world.leader().quorum.observerProgress())
                .extracting(ReplicaProgress::replicaId)
                .containsExactly(4, 5);
        world.runFor(LONG_MS);
        assertThat(world.leader().quorum.voterProgress())
                .allSatisfy(p -> assertThat(p.logEndOffset()).isEqualTo(3));
    }

    @Test
    void anIdleQuorumKeepsItsLeader() {
        QuorumWorld world = new QuorumWorld(4, 3, 1).startAll();
        int term = world.awaitLeader().ledTerm;
        world.runFor(60_000);
        assertThat(world.awaitLeader().ledTerm).isEqualTo(term);
    }

    @Test
    void aDeadLeaderIsReplacedAndItsUncommittedRecordsAreCutOff() {
        QuorumWorld world = new QuorumWorld(5, 3, 0).startAll();
        world.awaitCommit("a");
        QuorumWorld.Machine old = world.leader();
        world.isolate(old.id);
        old.append("never", 2);
        long endWithGhosts = old.quorum.logEndOffset();
        old.crash(false);
        world.cuts.clear();

        world.awaitCommit("b");
        old.start();
        world.awaitCommit("c");

        assertThat(old.applied).containsExactly("a1/1", "a1/2.", "b1/1", "b1/2.", "c1/1", "c1/2.");
        assertThat(endWithGhosts).isEqualTo(5);
    }

    @Test
    void anIsolatedLeaderResigns() {
        QuorumWorld world = new QuorumWorld(6, 3, 0).startAll();
        QuorumWorld.Machine old = world.awaitLeader();
        int term = old.ledTerm;
        world.isolate(old.id);

        // The fetch timeout of 200 ms, times 1.5.
        assertThat(world.runUntil(() -> old.ledTerm < 0, 400)).isTrue();
        world.runFor(LONG_MS);
        world.cuts.clear();

        assertThat(world.awaitLeader().ledTerm).isGreaterThan(term);
    }

    @Test
    void aVoterThatWasCutOffComesBackWithoutDisturbingTheTerm() {
        QuorumWorld world = new QuorumWorld(7, 3, 0).startAll();
        QuorumWorld.Machine leader = world.awaitLeader();
        int term = leader.ledTerm;
        int away = leader.id % 3 + 1;
        world.isolate(away);
        world.runFor(LONG_MS);
        assertThat(world.machines.get(away).quorum.term()).isEqualTo(term);

        world.cuts.clear();
        world.awaitCommit("a");

        assertThat(world.leader().ledTerm).isEqualTo(term);
    }

    @Test
    void aLeaderThatStopsHandsOverWithoutATimeout() {
        QuorumWorld world = new QuorumWorld(8, 3, 0).startAll();
        QuorumWorld.Machine old = world.awaitLeader();
        world.awaitCommit("a");
        long beforeMs = world.nowMs;
        old.resign();

        assertThat(world.runUntil(() -> world.leader() != null, LONG_MS)).isTrue();

        assertThat(world.nowMs - beforeMs).isLessThan(100);
        assertThat(world.leader()).isNotSameAs(old);
        assertThat(world.runUntil(old.quorum::isReleased, LONG_MS)).isTrue();
        world.runFor(LONG_MS);
        assertThat(world.leader()).isNotSameAs(old);
    }

    @Test
    void aMinorityElectsNobodyAndCommitsNothing() {
        QuorumWorld world = new QuorumWorld(9, 3, 0).startAll();
        world.awaitCommit("a");
        QuorumWorld.Machine last = world.leader();
        world.machines.values().stream().filter(m -> m != last).forEach(m -> m.crash(false));
        last.append("b", 1);
        world.runFor(LONG_MS);

        assertThat(last.ledTerm).isNegative();
        assertThat(last.applied).containsExactly("a1/1", "a1/2.");

        world.startAll();
        world.awaitCommit("c");
    }

    @Test
    void votesAndRolesAreTold() {
        QuorumWorld world = new QuorumWorld(10, 3, 0).startAll();
        QuorumWorld.Machine leader = world.awaitLeader();
        assertThat(world.events)
                .anySatisfy(e ->
                        assertThat(e)
                                .isInstanceOfSatisfying(
                                        Event.VoteCast.class,
                                        v -> {
                                            assertThat(v.preVote()).isTrue();
                                            assertThat(v.granted()).isTrue();
                                        }))
                .contains(
                        new Event.VoteCast(
                                voterFor(world, leader),
                                atOfVote(world, leader),
                                leader.ledTerm,
                                leader.id,
                                false,
                                true));
        List<QuorumRole> roles = new ArrayList<>();
        for (Event event : world.events) {
            if (event instanceof Event.QuorumRoleTaken taken
                    && taken.node() == leader.id
                    && (taken.term() == leader.ledTerm || roles.isEmpty())) {
                roles.add(taken.role());
            }
        }
        assertThat(roles)
                .containsExactly(QuorumRole.UNATTACHED, QuorumRole.CANDIDATE, QuorumRole.LEADER);
    }

    private static int voterFor(QuorumWorld world, QuorumWorld.Machine leader) {
        return voteFor(world, leader).node();
    }

    private static long atOfVote(QuorumWorld world, QuorumWorld.Machine leader) {
        return voteFor(world, leader).atMs();
    }

    private static Event.VoteCast voteFor(QuorumWorld world, QuorumWorld.Machine leader) {
        return world.events.stream()
                .filter(Event.VoteCast.class::isInstance)
                .map(Event.VoteCast.class::cast)
                .filter(v -> !v.preVote() && v.term() == leader.ledTerm)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void stateIsKeptAsKafkaKeepsIt() {
        QuorumWorld world = new QuorumWorld(11, 3, 0).startAll();
        QuorumWorld.Machine leader = world.awaitLeader();
        ByteBuffer file = leader.storage.readWhole(Quorum.STATE_FILE).orElseThrow();
        assertThat(StandardCharsets.UTF_8.decode(file).toString())
                .isEqualTo(
                        ("{'clusterId':'','leaderId':%d,'leaderEpoch':%d,'votedId':%d,'appliedOffset':0,"
                             + "'currentVoters':[{'voterId':1},{'voterId':2},{'voterId':3}],'data_version':0}")
                                .formatted(leader.id, leader.ledTerm, leader.id)
                                .replace('\'', '"'));
        List<Boolean> control = new ArrayList<>();
        for (MutableRecordBatch batch : leader.quorum.committed(0, 10_000).batches()) {
            control.add(batch.isControlBatch());
        }
        assertThat(control).containsExactly(true);
    }

    @Test
    void aDamagedStateFileKeepsTheVoterFromTakingPart() {
        QuorumWorld world = new QuorumWorld(12, 3, 0);
        QuorumWorld.Machine machine = world.machines.get(1);
        for (String damaged :
                List.of(
                        "",
                        "{",
                        "[]",
                        "{\"leaderEpoch\":\"x\"}",
                        "{\"leaderId\":-7,\"leaderEpoch\":1,\"votedId\":1}")) {
            machine.storage.replace(
                    Quorum.STATE_FILE, ByteBuffer.wrap(damaged.getBytes(StandardCharsets.UTF_8)));
            assertThatThrownBy(machine::start).isInstanceOf(StorageException.class);
        }
    }

    @Test
    void nonsenseIsRefusedAndChangesNothing() {
        QuorumWorld world = new QuorumWorld(13, 3, 0).startAll();
        QuorumWorld.Machine leader = world.awaitLeader();
        int term = leader.ledTerm;
        int other = leader.id % 3 + 1;
        assertThat(errorOf(leader, new QuorumRequest.Vote(Integer.MAX_VALUE, other, 0, 0, false)))
                .isEqualTo("INVALID_REQUEST");
        assertThat(errorOf(leader, new QuorumRequest.Vote(term + 1, other, term + 1, 0, false)))
                .isEqualTo("INVALID_REQUEST");
        assertThat(errorOf(leader, new QuorumRequest.Vote(term + 1, leader.id, 0, 0, false)))
                .isEqualTo("INVALID_REQUEST");
        assertThat(errorOf(leader, new QuorumRequest.Vote(term + 1, 77, 0, 0, false)))
                .isEqualTo("INCONSISTENT_VOTER_SET");
        assertThat(errorOf(leader, new QuorumRequest.BeginEpoch(term, other)))
                .isEqualTo("INVALID_REQUEST");
        assertThat(errorOf(leader, new QuorumRequest.BeginEpoch(term - 1, other)))
                .isEqualTo("FENCED_LEADER_EPOCH");
        assertThat(errorOf(leader, new QuorumRequest.EndEpoch(term, 77, List.of())))
                .isEqualTo("INCONSISTENT_VOTER_SET");
        assertThat(errorOf(leader, new QuorumRequest.Fetch(term + 1, other, 0, 0, 0, 0)))
                .isEqualTo("UNKNOWN_LEADER_EPOCH");
        assertThat(errorOf(leader, new QuorumRequest.Fetch(term, -1, 0, 0, 0, 0)))
                .isEqualTo("INVALID_REQUEST");
        assertThat(errorOf(world.machines.get(other), new QuorumRequest.Fetch(term, 9, 0, 0, 0, 0)))
                .isEqualTo("NOT_LEADER_OR_FOLLOWER");
        assertThat(leader.ledTerm).isEqualTo(term);
    }

    @Test
    void fetchesFromTooManyReplicasAreAnsweredAtOnce() {
        QuorumWorld world = new QuorumWorld(14, 1, 0).startAll();
        QuorumWorld.Machine leader = world.machines.get(1);
        List<QuorumResponse> answers = new ArrayList<>();
        for (int replica = 100; replica < 100 + ParkedFetches.FETCHES_MAX + 5; replica++) {
            leader.quorum.onRequest(
                    new QuorumRequest.Fetch(1, replica, 1, 1, 1, 1_000_000), answers::add);
            leader.turn();
        }
        assertThat(answers).hasSize(5);
        assertThat(leader.quorum.observerProgress()).hasSize(Inbox.OBSERVERS_MAX);
        // However long a fetch asks to wait, it waits for what the leader is set to at most: 50 ms.
        world.runFor(50);
        assertThat(answers).hasSize(ParkedFetches.FETCHES_MAX + 5);
    }

    @Test
    void aFetchWaitsForRecordsOrANewHighWatermark() {
        QuorumWorld world = new QuorumWorld(15, 1, 0).startAll();
        QuorumWorld.Machine leader = world.machines.get(1);
        List<QuorumResponse> answers = new ArrayList<>();
        leader.quorum.onRequest(new QuorumRequest.Fetch(1, 9, 1, 1, 1, 50), answers::add);
        leader.turn();
        assertThat(answers).isEmpty();
        leader.append("a", 1);
        assertThat(answers)
                .singleElement()
                .isInstanceOfSatisfying(
                        QuorumResponse.Fetch.class,
                        fetch -> {
                            assertThat(fetch.records().batches()).hasSize(1);
                            assertThat(fetch.highWatermark()).isEqualTo(2);
                        });
        leader.quorum.onRequest(new QuorumRequest.Fetch(1, 9, 2, 1, 1, 50), answers::add);
        leader.turn();
        assertThat(answers).hasSize(2);
    }

    @Test
    void aReplicaThatDivergesIsToldWhere() {
        QuorumWorld world = new QuorumWorld(16, 1, 0).startAll();
        QuorumWorld.Machine leader = world.machines.get(1);
        leader.append("a", 2);
        leader.crash(false);
        leader.start();
        int term = leader.ledTerm;
        assertThat(fetched(leader, new QuorumRequest.Fetch(term, 9, 7, 1, 0, 0)).diverging())
                .isEqualTo(new QuorumResponse.Diverging(1, 3));
        assertThat(fetched(leader, new QuorumRequest.Fetch(term, 9, 2, term - 1, 0, 0)).diverging())
                .isEqualTo(new QuorumResponse.Diverging(1, 3));
        assertThat(fetched(leader, new QuorumRequest.Fetch(term, 9, 3, 1, 0, 0)).diverging())
                .isNull();
    }

    @Test
    void onlyTheLeaderOfATermAppends() {
        QuorumWorld world = new QuorumWorld(17, 3, 0).startAll();
        QuorumWorld.Machine leader = world.awaitLeader();
        Quorum follower = world.machines.get(leader.id % 3 + 1).quorum;
        assertThat(follower.append(leader.ledTerm, List.of(new byte[1]))).isEqualTo(-1);
        assertThat(leader.quorum.append(leader.ledTerm - 1, List.of(new byte[1]))).isEqualTo(-1);
        assertThat(leader.quorum.append(leader.ledTerm, List.of(new byte[1]))).isPositive();
    }

    @Test
    void nothingIsCommittedBeforeTheTermsFirstRecordIs() {
        Leader leader = Leader.elected(6, 1, List.of(1, 2, 3), 10, 300, 0);
        assertThat(leader.committed(11)).isEqualTo(-1);
        // Raft, figure 8: on a majority, but of an earlier term.
        assertThat(leader.afterFetch(2, 10, 11, 300, 0).committed(11)).isEqualTo(-1);
        assertThat(leader.afterFetch(2, 11, 11, 300, 0).committed(11)).isEqualTo(11);
        assertThat(leader.afterFetch(2, 11, 11, 300, 0).committed(5)).isEqualTo(-1);
    }

    @Test
    void aNewClusterDoesNotWaitForALeaderItNeverHad() {
        QuorumWorld world = new QuorumWorld(18, 3, 0).startAll();
        assertThat(world.runUntil(() -> world.leader() != null, 100)).isTrue();
    }

    @Test
    void movesThatAreNotDrawnAreIllegal() {
        Votes votes = Votes.of(1, List.of(1, 2, 3));
        Role unattached = new Unattached(5, 2, -1, 0);
        Role follower = new Follower(5, 2, 3, 0, true, false);
        Role prospective = new Prospective(5, 2, 3, votes, 0);
        Role candidate = new Candidate(6, 1, votes, 0, false);
        Role leader = Leader.elected(6, 1, List.of(1, 2, 3), 0, 300, 0);
        Role resigned = new Resigned(6, 1, List.of(), List.of(2, 3), 0);
        assertThat(Roles.isLegal(prospective, candidate)).isTrue();
        assertThat(Roles.isLegal(candidate, leader)).isTrue();
        assertThat(Roles.isLegal(leader, resigned)).isTrue();
        assertThat(Roles.isLegal(resigned, new Unattached(7, -1, -1, 0))).isTrue();
        assertThat(Roles.isLegal(unattached, candidate)).as("no pre-vote").isFalse();
        assertThat(Roles.isLegal(follower, leader)).as("no election").isFalse();
        assertThat(Roles.isLegal(leader, new Follower(6, 1, 2, 0, false, false)))
                .as("two leaders in a term")
                .isFalse();
        assertThat(Roles.isLegal(resigned, candidate)).as("again in its own term").isFalse();
        assertThat(Roles.isLegal(candidate, unattached)).as("a lower term").isFalse();
        assertThat(Roles.isLegal(unattached, new Unattached(5, 3, -1, 0)))
                .as("another vote")
                .isFalse();
        assertThat(Roles.isLegal(follower, new Follower(5, 2, 1, 0, true, false)))
                .as("another leader")
                .isFalse();
    }

    private static String errorOf(QuorumWorld.Machine machine, QuorumRequest request) {
        return answerOf(machine, request).error();
    }

    private static QuorumResponse.Fetch fetched(
            QuorumWorld.Machine machine, QuorumRequest.Fetch request) {
        return (QuorumResponse.Fetch) answerOf(machine, request);
    }

    private static QuorumResponse answerOf(QuorumWorld.Machine machine, QuorumRequest request) {
        List<QuorumResponse> answers = new ArrayList<>();
        machine.quorum.onRequest(request, answers::add);
        machine.turn();
        assertThat(answers).hasSize(1);
        return answers.getFirst();
    }
}
