/** What the parts cost that need no network, measured with JMH. All input is made by code. */
@NullMarked
package io.throughline.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
