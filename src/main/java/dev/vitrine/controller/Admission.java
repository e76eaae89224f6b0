package dev.vitrine.controller;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;

import java.util.List;
import java.util.Optional;

/// Whether a broker's process is fit for the cluster it wants to be in: its log directories and the
/// features it can go by. Kafka's `ClusterControlManager.registerBroker`, this part.
final class Admission {
    /// Directory ids below this number stand for something else, such as "unassigned" (KIP-858).
    private static final long RESERVED_IDS = 100;

    private final ClusterImage image;

    Admission(ClusterImage image) {
        this.image = image;
    }

    /// In Kafka's order:
    ///
    /// 1. no directories, a reserved or repeated one, or one of another broker:
    ///    INVALID_REGISTRATION;
    /// 2. a level of a feature that the broker cannot go by: UNSUPPORTED_VERSION;
    /// 3. nothing said of `metadata.version`: INVALID_REGISTRATION;
    /// 4. nothing said of another feature that is on: UNSUPPORTED_VERSION.
    void check(Request.RegisterBroker request) {
        checkDirectories(request);
        for (Request.RegisterBroker.Range range : request.features()) {
            checkRange(range);
        }
        List<String> told =
                request.features().stream().map(Request.RegisterBroker.Range::feature).toList();
        if (!told.contains(Feature.METADATA_VERSION.text())) {
            throw invalid("Request features do not contain 'metadata.version'");
        }
        for (String feature : image.featureLevels().keySet()) {
            if (!told.contains(feature)) {
                checkRange(new Request.RegisterBroker.Range(feature, 0, 0));
            }
        }
    }

    private void checkDirectories(Request.RegisterBroker request) {
        List<Uuid> logDirs = request.logDirs();
        if (logDirs.isEmpty()) {
            throw invalid("No directories specified in request");
        }
        if (logDirs.stream().anyMatch(Admission::isReserved)) {
            throw invalid("Reserved directory ID in request");
        }
        if (logDirs.stream().distinct().count() != logDirs.size()) {
            throw invalid("Duplicate directory ID in request");
        }
        for (Uuid directory : logDirs) {
            Optional<BrokerRegistration> owner =
                    image.brokers().stream()
                            .filter(broker -> broker.logDirs().contains(directory.toString()))
                            .findFirst();
            if (owner.isPresent() && owner.get().id() != request.brokerId()) {
                throw invalid(
                        "Broker "
                                + owner.get().id()
                                + " is already registered with directory "
                                + directory);
            }
        }
    }

    private static boolean isReserved(Uuid directory) {
        return directory.getMostSignificantBits() == 0
                && directory.getLeastSignificantBits() < RESERVED_IDS;
    }

    private void checkRange(Request.RegisterBroker.Range range) {
        int finalized = image.featureLevels().getOrDefault(range.feature(), 0);
        if (finalized < range.min() || finalized > range.max()) {
            throw new Refusal(
                    Errors.UNSUPPORTED_VERSION,
                    "Unable to register because the broker does not support finalized version "
                            + finalized
                            + " of "
                            + range.feature()
                            + ". The broker wants a version between "
                            + range.min()
                            + " and "
                            + range.max()
                            + ", inclusive.");
        }
    }

    private static Refusal invalid(String words) {
        return new Refusal(Errors.INVALID_REGISTRATION, words);
    }
}
