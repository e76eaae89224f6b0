package dev.vitrine.controller;

import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Decides which features are finalised, that is: which level of each the whole cluster goes by
/// (KIP-584). Errors and their texts are those of Kafka's `FeatureControlManager`.
final class FeatureDecisions {
    private final int nodeId;
    private final ClusterImage image;
    private final EligibleReplicas eligible;

    FeatureDecisions(int nodeId, ClusterImage image, EligibleReplicas eligible) {
        this.nodeId = nodeId;
        this.image = image;
        this.eligible = eligible;
    }

    /// Finalises the features of a cluster in which none is: one that has just begun, or one whose
    /// log is older than features.
    Decision<Request.Done> decideFresh() {
        List<MetadataRecord> records = new ArrayList<>();
        if (image.featureLevel(Feature.METADATA_VERSION) == 0) {
            for (Feature feature : Feature.values()) {
                if (feature.fresh() > 0) {
                    records.add(new MetadataRecord.FeatureLevel(feature.text(), feature.fresh()));
                }
            }
            records.addAll(eligible.whenSwitchedOn());
        }
        return new Decision<>(records, new Request.Done());
    }

    /// All or none. A level that is already there is written again, as Kafka does.
    ///
    /// @throws Refusal INVALID_UPDATE_VERSION with the first one's reason
    Decision<Request.Done> decideUpdate(Request.UpdateFeatures request) {
        List<MetadataRecord> levels = new ArrayList<>();
        boolean elr = false;
        for (Request.UpdateFeatures.Update update : request.updates()) {
            check(update);
            elr |=
                    update.feature().equals(Feature.ELIGIBLE_LEADER_REPLICAS_VERSION.text())
                            && update.level() > 0;
            if (!update.feature().equals(Feature.KRAFT_VERSION.text())) {
                levels.add(new MetadataRecord.FeatureLevel(update.feature(), update.level()));
            }
        }
        List<MetadataRecord> records = new ArrayList<>(elr ? eligible.whenSwitchedOn() : List.of());
        records.addAll(levels);
        return new Decision<>(request.validateOnly() ? List.of() : records, new Request.Done());
    }

    /// In Kafka's order:
    ///
    /// 1. a kind of update that there is not;
    /// 2. a level below 0, or one that this node or a broker does not serve;
    /// 3. a direction that is not the kind's;
    /// 4. a lower metadata version: any would lose what only the present one can say.
    private void check(Request.UpdateFeatures.Update update) {
        Request.UpdateFeatures.Kind kind = update.kind();
        if (kind == null) {
            throw invalid(update, "The controller does not support the given upgrade type.");
        }
        if (update.level() < 0) {
            throw invalid(update, "A feature version cannot be less than 0.");
        }
        Feature feature = Feature.of(update.feature()).orElse(null);
        checkServed(update, feature);
        int current = feature == null ? 0 : image.featureLevel(feature);
        boolean upgrade = kind == Request.UpdateFeatures.Kind.UPGRADE;
        if (update.level() < current && upgrade) {
            throw invalid(
                    update,
                    "Can't downgrade the version of this feature without setting the upgrade type"
                            + " to either safe or unsafe downgrade.");
        }
        if (update.level() > current && !upgrade) {
            throw invalid(update, "Can't downgrade to a newer version.");
        }
        if (feature == Feature.METADATA_VERSION && update.level() < current) {
            throw new Refusal(
                    Errors.INVALID_UPDATE_VERSION,
                    "Unsupported metadata.version downgrade from "
                            + current
                            + " to "
                            + update.level()
                            + (kind == Request.UpdateFeatures.Kind.UNSAFE_DOWNGRADE
                                    ? ". Unsafe metadata downgrade is not supported in this"
                                            + " version."
                                    : ". Refusing to perform the requested downgrade because it"
                                            + " might delete metadata information."));
        }
        if (feature == null) {
            throw invalid(update, "Feature " + update.feature() + " not found.");
        }
    }

    private void checkServed(Request.UpdateFeatures.Update update, @Nullable Feature feature) {
        int min = feature == null ? 0 : feature.min();
        int max = feature == null ? 0 : feature.max();
        if (update.level() >= min && update.level() <= max) {
            return;
        }
        throw invalid(
                update,
                "Local controller "
                        + nodeId
                        + (max == 0
                                ? " does not support this feature."
                                : " only supports versions " + min + "-" + max));
    }

    private static Refusal invalid(Request.UpdateFeatures.Update update, String why) {
        return new Refusal(
                Errors.INVALID_UPDATE_VERSION,
                "Invalid update version "
                        + update.level()
                        + " for feature "
                        + update.feature()
                        + ". "
                        + why);
    }
}
