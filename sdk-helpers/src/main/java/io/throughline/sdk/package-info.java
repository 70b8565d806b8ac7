/**
 * Vendor SDK clients and HTTP clients on Throughline: {@link io.throughline.sdk.Agent} sends them to a remote one, {@link
 * io.throughline.sdk.ThroughlineSdk} through the handler in this JVM. Each vendor's library is needed only where its class is used.
 */
@NullMarked
package io.throughline.sdk;

import org.jspecify.annotations.NullMarked;
