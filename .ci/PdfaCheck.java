// Asks veraPDF's own rules about PDF files: java -cp JARS PdfaCheck.java FLAVOUR FILE…
// Prints "PASS file" or "FAIL file" and each broken rule with its place; ends with 1 if any file fails.

import java.io.FileInputStream;
import java.io.InputStream;
import java.util.Arrays;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public class PdfaCheck {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        PDFAFlavour flavour = PDFAFlavour.fromString(arguments[0]);
        boolean sound = true;
        for (String file : Arrays.copyOfRange(arguments, 1, arguments.length)) {
            try (InputStream stream = new FileInputStream(file);
                    PDFAParser parser = Foundries.defaultInstance().createParser(stream, flavour)) {
                ValidationResult result = Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
                sound &= result.isCompliant();
                System.out.println((result.isCompliant() ? "PASS " : "FAIL ") + file);
                for (TestAssertion one : result.getTestAssertions()) {
                    if (one.getStatus() == TestAssertion.Status.FAILED) {
                        System.out.println("  " + one.getRuleId().getClause() + "-" + one.getRuleId().getTestNumber()
                                + " " + one.getMessage() + " @ " + one.getLocation().getContext());
                    }
                }
            }
        }
        System.exit(sound ? 0 : 1);
    }
}
