"""Acting: every act is a service that the pages call too; its operation and the form of what it takes follow from it."""
