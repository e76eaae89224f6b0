package dev.vitrine.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event;
import dev.vitrine.event.Event.GroupTopicChanged;
import dev.vitrine.group.Coordinators.Member;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What a coordinator tells of the topics whose change calls for another assignment.
final class TopicsReadTest {
    private static final int ASSIGNMENT_INTERVAL_MS = 1_000;

    private final Coordinators world = new Coordinators();

    @BeforeEach
    void start() {
        world.topics.have("orders", 4);
        world.start();
    }

    private List<String> told() {
        return world.events.stream()
                .filter(GroupTopicChanged.class::isInstance)
                .map(e -> ((GroupTopicChanged) e).words())
                .toList();
    }

    private void changed(String topic) {
        world.coordinator.onTopicsChanged(new TreeSet<>(Set.of(topic)), true);
    }

    private ConsumerClient settledConsumer() {
        ConsumerClient consumer = new ConsumerClient(world, "g", "a", null);
        consumer.join();
        world.pass(ASSIGNMENT_INTERVAL_MS);
        consumer.settle();
        return consumer;
    }

    @Test
    void consumerGroupTellsTheTopicThatGrewBeforeItsNewEpoch() {
        ConsumerClient consumer = settledConsumer();
        world.topics.have("orders", 6);
        changed("orders");
        consumer.beat();

        assertThat(told()).containsExactly("topic orders has 6 partitions, before 4");
        List<Event> events = world.events;
        int at =
                events.indexOf(
                        events.stream()
                                .filter(GroupTopicChanged.class::isInstance)
                                .findFirst()
                                .orElseThrow());
        assertThat(events.get(at + 1)).isInstanceOf(Event.GroupEpochBumped.class);
    }

    @Test
    void consumerGroupTellsTheTopicsThatComeAndGo() {
        ConsumerClient consumer = settledConsumer();
        world.topics.drop("orders");
        changed("orders");
        consumer.beat();
        assertThat(told()).containsExactly("topic orders is gone");

        world.topics.have("orders", 1);
        changed("orders");
        world.pass(ASSIGNMENT_INTERVAL_MS);
        consumer.settle();
        assertThat(told())
                .containsExactly("topic orders is gone", "topic orders is new, with 1 partition");
    }

    @Test
    void topicThatAPatternMatchesIsNewAndOneThatAMemberBeginsToReadIsNot() {
        changed("orders");
        world.topics.have("payments", 2);
        changed("payments");
        ConsumerClient consumer = new ConsumerClient(world, "g", "a", null);
        consumer.topics = null;
        consumer.regex = "ord.*";
        consumer.join();
        consumer.settle();
        world.topics.have("ordnance", 2);
        changed("ordnance");
        world.pass(ConsumerGroups.REGEX_REFRESH_MIN_MS + 1);
        consumer.settle();
        assertThat(told()).containsExactly("topic ordnance is new, with 2 partitions");

        consumer.topics = List.of("payments");
        consumer.lostAnswer = true;
        consumer.beat();
        assertThat(told()).hasSize(1);
    }

    @Test
    void classicGroupTellsTheTopicForWhichItsLeaderJoinsAnew() {
        List<Member> members = world.settled("g", 2);
        Member leader = members.stream().filter(Member::leads).findFirst().orElseThrow();
        world.topics.have("orders", 5);
        changed("orders");
        assertThat(told()).as("nobody asked for another assignment").isEmpty();

        leader.join();
        assertThat(told()).containsExactly("topic orders has 5 partitions, before 4");
        assertThat(world.events.getLast())
                .isInstanceOfSatisfying(
                        Event.GroupChanged.class,
                        group -> assertThat(group.state()).isEqualTo("PreparingRebalance"));
    }

    @Test
    void memberThatComesIsNoChangeOfATopic() {
        world.settled("g", 2);
        world.member("g").join();
        assertThat(told()).isEmpty();
    }

    @Test
    void nextCoordinatorKnowsWhatTheGroupReadWhenItWasLoaded() {
        ConsumerClient consumer = settledConsumer();
        world.failOver();
        consumer.beat();
        assertThat(told()).isEmpty();
        world.topics.have("orders", 6);
        changed("orders");
        consumer.beat();
        assertThat(told()).containsExactly("topic orders has 6 partitions, before 4");
    }
}
