"""Made-up clinics, staff and inquiries for trying the product out. They are planted and removed as a whole."""
