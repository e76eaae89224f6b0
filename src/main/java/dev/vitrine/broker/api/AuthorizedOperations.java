package dev.vitrine.broker.api;

import org.apache.kafka.common.acl.AclOperation;

/// What a client may do to a resource, as the bits of an answer (KIP-430): a bit for the code of
/// each operation. Nobody is kept from anything here, so it is all that can be done to such a
/// resource, whether or not it exists.
final class AuthorizedOperations {
    private AuthorizedOperations() {}

    static final int OF_TOPIC =
            bits(
                    AclOperation.READ,
                    AclOperation.WRITE,
                    AclOperation.CREATE,
                    AclOperation.DELETE,
                    AclOperation.ALTER,
                    AclOperation.DESCRIBE,
                    AclOperation.DESCRIBE_CONFIGS,
                    AclOperation.ALTER_CONFIGS);

    static final int OF_CLUSTER =
            bits(
                    AclOperation.CREATE,
                    AclOperation.ALTER,
                    AclOperation.DESCRIBE,
                    AclOperation.CLUSTER_ACTION,
                    AclOperation.DESCRIBE_CONFIGS,
                    AclOperation.ALTER_CONFIGS,
                    AclOperation.IDEMPOTENT_WRITE);

    private static int bits(AclOperation... operations) {
        int bits = 0;
        for (AclOperation operation : operations) {
            bits |= 1 << operation.code();
        }
        return bits;
    }
}
