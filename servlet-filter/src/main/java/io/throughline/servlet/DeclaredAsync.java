package io.throughline.servlet;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.InputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Looks whether the application's {@code web.xml} declares the filter without asynchronous support. No interface of the Servlet API tells that of a
 * declared filter, and else the first call would.
 */
final class DeclaredAsync {
    private static final String WEB_XML = "/WEB-INF/web.xml";

    private DeclaredAsync() {}

    /** Refuses a filter that is declared without. What can't be read is left to the container. */
    static void check(FilterConfig config) throws ServletException {
        try (InputStream in = config.getServletContext().getResourceAsStream(WEB_XML)) {
            if (in != null && isMissing(in, config.getFilterName())) {
                throw new ServletException("The filter " + config.getFilterName() + " must be async-supported: add "
                        + "<async-supported>true</async-supported> to its <filter> in " + WEB_XML);
            }
        } catch (IOException | XMLStreamException e) {
            config.getServletContext().log("ThroughlineFilter could not read " + WEB_XML + ": " + e.getMessage());
        }
    }

    private static boolean isMissing(InputStream in, String name) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        XMLStreamReader xml = factory.createXMLStreamReader(in);
        while (xml.hasNext()) {
            if (xml.next() == XMLStreamConstants.START_ELEMENT
                    && xml.getLocalName().equals("filter")) {
                Declared filter = Declared.read(xml);
                if (filter.name().equals(name)) {
                    return !filter.async();
                }
            }
        }
        return false;
    }

    /**
     * A filter's declaration.
     *
     * @param name its name
     * @param async whether it is async-supported
     */
    private record Declared(String name, boolean async) {
        private static Declared read(XMLStreamReader xml) throws XMLStreamException {
            String name = "";
            boolean async = false;
            while (xml.next() != XMLStreamConstants.END_ELEMENT
                    || !xml.getLocalName().equals("filter")) {
                if (!xml.isStartElement()) {
                    continue;
                }
                switch (xml.getLocalName()) {
                    case "filter-name" -> name = xml.getElementText().strip();
                    case "async-supported" ->
                        async = xml.getElementText().strip().equals("true");
                    default -> {}
                }
            }
            return new Declared(name, async);
        }
    }
}
