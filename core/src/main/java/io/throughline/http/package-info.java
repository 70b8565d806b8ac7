/** The transport to providers over Apache HttpClient, and what may pass in headers. */
@NullMarked
package io.throughline.http;

import org.jspecify.annotations.NullMarked;
