package dev.vitrine.controller;

import static dev.vitrine.controller.Request.UpdateFeatures.Kind.SAFE_DOWNGRADE;
import static dev.vitrine.controller.Request.UpdateFeatures.Kind.UNSAFE_DOWNGRADE;
import static dev.vitrine.controller.Request.UpdateFeatures.Kind.UPGRADE;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.controller.Request.UpdateFeatures.Kind;

import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

class FeatureDecisionsTest {
    private static final String ELR = "eligible.leader.replicas.version";

    private final ControllerFixture cluster = ControllerFixture.withBrokers(1);

    @Test
    void aFreshClusterFinalisesWhatIsServed() {
        assertThat(cluster.image.featureLevels())
                .containsOnlyKeys(
                        Arrays.stream(Feature.values())
                                .filter(feature -> feature.fresh() > 0)
                                .map(Feature::text)
                                .toArray(String[]::new))
                .containsEntry("metadata.version", 33)
                .containsEntry(ELR, 1);
    }

    @Test
    void anotherControllerFinalisesNothingAnew() {
        long end = cluster.endOffset();

        cluster.controller.onInactive();
        cluster.controller.onActive(2);
        cluster.settle();

        assertThat(cluster.endOffset()).isEqualTo(end);
    }

    @Test
    void aFeatureIsSwitchedOffAndOn() {
        assertThat(update(ELR, 0, SAFE_DOWNGRADE)).isNull();
        assertThat(cluster.image.featureLevels()).doesNotContainKey(ELR);
        assertThat(cluster.image.hasEligibleReplicas()).isFalse();

        assertThat(update(ELR, 1, UPGRADE)).isNull();
        assertThat(cluster.image.hasEligibleReplicas()).isTrue();
    }

    @Test
    void whatIsOnlyValidatedChangesNothing() {
        long end = cluster.endOffset();

        cluster.decided(
                new Request.UpdateFeatures(
                        List.of(new Request.UpdateFeatures.Update(ELR, 0, UNSAFE_DOWNGRADE)),
                        true));

        assertThat(cluster.endOffset()).isEqualTo(end);
    }

    @Test
    void oneThatCannotBeUndoesAll() {
        Reply<Request.Done> reply =
                cluster.reply(
                        new Request.UpdateFeatures(
                                List.of(
                                        new Request.UpdateFeatures.Update(ELR, 0, SAFE_DOWNGRADE),
                                        new Request.UpdateFeatures.Update("foo", 1, UPGRADE)),
                                false));

        assertThat(reply).isInstanceOf(Reply.Refused.class);
        assertThat(cluster.image.hasEligibleReplicas()).isTrue();
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(
                        "foo", 1, UPGRADE, "Local controller 1 does not support this feature."),
                Arguments.of("foo", 0, UPGRADE, "Feature foo not found."),
                Arguments.of(ELR, 2, UPGRADE, "Local controller 1 only supports versions 0-1"),
                Arguments.of(ELR, -1, SAFE_DOWNGRADE, "A feature version cannot be less than 0."),
                Arguments.of(
                        ELR, 1, null, "The controller does not support the given upgrade type."),
                Arguments.of(
                        ELR,
                        0,
                        UPGRADE,
                        "Can't downgrade the version of this feature without setting the upgrade"
                                + " type to either safe or unsafe downgrade."),
                Arguments.of(
                        "metadata.version",
                        34,
                        UPGRADE,
                        "Local controller 1 only supports versions 7-33"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatCannotBeIsRefusedInKafkasWords(
            String feature, int level, @Nullable Kind kind, String why) {
        assertThat(update(feature, level, kind))
                .isEqualTo(
                        "Invalid update version " + level + " for feature " + feature + ". " + why);
    }

    @Test
    void aLowerMetadataVersionIsRefused() {
        assertThat(update("metadata.version", 32, SAFE_DOWNGRADE))
                .isEqualTo(
                        "Unsupported metadata.version downgrade from 33 to 32. Refusing to perform"
                                + " the requested downgrade because it might delete metadata"
                                + " information.");
        assertThat(update("metadata.version", 25, UNSAFE_DOWNGRADE))
                .isEqualTo(
                        "Unsupported metadata.version downgrade from 33 to 25. Unsafe metadata"
                                + " downgrade is not supported in this version.");
    }

    /// The reason of the refusal, null when it was done.
    private @Nullable String update(String feature, int level, @Nullable Kind kind) {
        Reply<Request.Done> reply =
                cluster.reply(
                        new Request.UpdateFeatures(
                                List.of(new Request.UpdateFeatures.Update(feature, level, kind)),
                                false));
        if (reply instanceof Reply.Refused<Request.Done>(var error, var message)) {
            assertThat(error).isEqualTo(Errors.INVALID_UPDATE_VERSION);
            return message;
        }
        return null;
    }
}
