/// What can go wrong with a cluster and be put right again, as words and as records. JDK only.
package dev.vitrine.fault;
