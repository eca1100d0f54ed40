"""What the pages and APIs of all services share: problems, access, layout, one application out of many services."""
