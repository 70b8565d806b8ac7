package io.throughline.cloud.aws;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signature Version 4 written down from its specification, to check the signer's against. */
final class Reference {
    private Reference() {}

    static String authorization(
            URI target, Map<String, String> headers, byte[] body, String region, String accessKey, String secretKey) {
        SortedMap<String, String> signed = new TreeMap<>();
        headers.forEach((name, value) -> signed.put(name.toLowerCase(java.util.Locale.ROOT), value));
        signed.put("host", target.getHost());
        StringBuilder fields = new StringBuilder();
        signed.forEach((name, value) ->
                fields.append(name).append(':').append(value.strip()).append('\n'));
        String names = String.join(";", signed.keySet());
        String path = URLEncoder.encode(target.getRawPath(), StandardCharsets.UTF_8)
                .replace("%2F", "/")
                .replace("+", "%20");
        String request = "POST\n" + path + "\n\n" + fields + "\n" + names + "\n"
                + HexFormat.of().formatHex(hash(body));
        String time = signed.get("x-amz-date");
        String scope = time.substring(0, 8) + "/" + region + "/bedrock/aws4_request";
        String toSign = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n"
                + HexFormat.of().formatHex(hash(request.getBytes(StandardCharsets.UTF_8)));
        byte[] key = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
        for (String step : scope.split("/")) {
            key = hmac(key, step);
        }
        return "AWS4-HMAC-SHA256 Credential=" + accessKey + "/" + scope + ", SignedHeaders=" + names + ", Signature="
                + HexFormat.of().formatHex(hmac(key, toSign));
    }

    static byte[] hash(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
