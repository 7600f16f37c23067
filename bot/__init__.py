"""IgM Guide: patient education about immunoglobulin M deficiency."""
